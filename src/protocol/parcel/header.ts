import { z } from 'zod'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import { writeStrictJson } from '#kernel/strict-json.ts'
import type { Code } from '#protocol/codes.ts'
import { pae } from '#protocol/act/pae.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { sha256Hex } from '#protocol/suite/sha-256.ts'
import { suites } from '#protocol/suite/table.ts'
import { actId, digestOrNone, party, readForm, stream } from './fields.ts'
import type { Form } from './fields.ts'

/** The type under which `link` keys sign headers. */
export const parcelHeaderType = 'application/vnd.tamga.parcel-header+json'

/** The open part of a parcel (protocol.md 7), on the wire as canonical strict JSON and signed as PAE by the author's `link` key. */
export interface ParcelHeader {
  /** ActId of genesis. */
  readonly coalition: ActId
  readonly stream: string
  readonly from: Party
  readonly to: Party
  /** Counts a stream's parcels to this recipient from 1, without gap. */
  readonly number: number
  /** Digest of the header before; empty for number 1. */
  readonly previous: string
  readonly act: ActId
}

const rule = 'protocol 7: header'

const form: Form<ParcelHeader> = {
  schema: z
    .strictObject({
      coalition: actId,
      stream,
      from: party,
      to: party,
      number: z.int().min(1),
      previous: digestOrNone,
      act: actId,
    })
    .refine((header) => (header.number === 1) === (header.previous === ''), { path: ['previous'] })
    .refine((header) => header.from !== header.to, { path: ['to'] }),
  maxBytes: 1024,
  maxDepth: 1,
  code: 'parcel-malformed',
  rule,
}

export function writeHeader(header: ParcelHeader): Uint8Array {
  return writeStrictJson({ ...header })
}

/** The header of bytes as received; a refusal for anything but the closed form. */
export function readHeader(bytes: Uint8Array): ParcelHeader | Refusal<Code> {
  const read = readForm(bytes, form)
  return isRefusal(read) ? read : read.value
}

/** What the next header names as `previous`, and a head as `digest`: SHA-256 of the header's bytes. */
export function headerDigest(header: Uint8Array): string {
  return sha256Hex(header)
}

/** Ed25519 over PAE of the header's bytes. */
export function signHeader(header: Uint8Array, keyring: Keyring): Promise<Uint8Array> {
  return keyring.sign('link', pae(parcelHeaderType, header))
}

/** `linkKeys`: raw Ed25519 keys of the party that the header names as `from`, of which one must have signed; that they are, the caller checks. */
export function verifyHeader(
  header: Uint8Array,
  signature: Uint8Array,
  linkKeys: readonly Uint8Array[],
): Refusal<Code> | undefined {
  const message = pae(parcelHeaderType, header)
  if (linkKeys.some((key) => suites.ed25519.verify(key, message, signature))) return undefined
  return refuse('signature-invalid', rule, { suite: 'ed25519' })
}
