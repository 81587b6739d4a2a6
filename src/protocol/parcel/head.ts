import { z } from 'zod'
import type { Instant } from '#kernel/instant.ts'
import { parseInstant } from '#kernel/instant.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import { writeStrictJson } from '#kernel/strict-json.ts'
import type { Code } from '#protocol/codes.ts'
import { pae } from '#protocol/act/pae.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { suites } from '#protocol/suite/table.ts'
import { actId, digestOrNone, party, readForm, stream } from './fields.ts'
import type { Form } from './fields.ts'
import { isLater } from './stream.ts'

/** The type under which `link` keys sign heads. */
export const parcelHeadType = 'application/vnd.tamga.parcel-head+json'

/**
 * Where a stream stands (protocol.md 7), signed by the author's `link` key with every pull answer and every cadence, so that a
 * withheld tail shows. `coalition` and `from` are said too: without them a head would hold in every coalition of the two.
 */
export interface ParcelHead {
  readonly coalition: ActId
  readonly stream: string
  readonly from: Party
  readonly to: Party
  /** The stream's last number; 0 before the first parcel. */
  readonly lastNumber: number
  /** Digest of that parcel's header; empty before the first. */
  readonly digest: string
  readonly at: Instant
  /** Text of the author's newest published checkpoint; empty before the first. */
  readonly checkpoint: string
  /** The stream that goes on where this one ended; absent for one that still grows. */
  readonly next?: string
}

const rule = 'protocol 7: head'

const form: Form<ParcelHead> = {
  schema: z
    .strictObject({
      coalition: actId,
      stream,
      from: party,
      to: party,
      lastNumber: z.int().min(0),
      digest: digestOrNone,
      at: z.custom<Instant>((value) => typeof value === 'string' && parseInstant(value) !== undefined, 'instant'),
      checkpoint: z.string().max(262_144),
      next: stream.exactOptional(),
    })
    .refine((head) => (head.lastNumber === 0) === (head.digest === ''), { path: ['digest'] })
    .refine((head) => head.from !== head.to, { path: ['to'] })
    .refine((head) => head.next === undefined || isLater(head.next, head.stream), { path: ['next'] }),
  maxBytes: 524_288,
  maxDepth: 1,
  code: 'head-malformed',
  rule,
}

export function writeHead(head: ParcelHead): Uint8Array {
  return writeStrictJson({ ...head })
}

export function readHead(bytes: Uint8Array): ParcelHead | Refusal<Code> {
  const read = readForm(bytes, form)
  return isRefusal(read) ? read : read.value
}

/** Ed25519 over PAE of the head's bytes. */
export function signHead(head: Uint8Array, keyring: Keyring): Promise<Uint8Array> {
  return keyring.sign('link', pae(parcelHeadType, head))
}

/** `linkKeys`: raw Ed25519 keys of the party that the head names as `from`, of which one must have signed; that they are, the caller checks. */
export function verifyHead(
  head: Uint8Array,
  signature: Uint8Array,
  linkKeys: readonly Uint8Array[],
): Refusal<Code> | undefined {
  const message = pae(parcelHeadType, head)
  if (linkKeys.some((key) => suites.ed25519.verify(key, message, signature))) return undefined
  return refuse('signature-invalid', rule, { suite: 'ed25519' })
}
