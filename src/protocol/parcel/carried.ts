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
import { parseSha256Hex } from '#protocol/suite/sha-256.ts'
import { suites } from '#protocol/suite/table.ts'
import { actId, party, readForm, stream } from './fields.ts'
import type { Form } from './fields.ts'

/** The type under which `link` keys sign the contents of a file that carries a link. */
export const carriedType = 'application/vnd.tamga.carried+json'

/** First and second member of such a file. */
export const carriedNames = { contents: 'contents.json', signature: 'contents.sig' } as const

/**
 * What a file that carries a link holds (protocol.md 7, Offline): whose streams to whom, and every further member in order with length and
 * SHA-256. Signed as PAE by the author's `link` key, as an answer to a pull would be: whoever carries the file can withhold it
 * but can change nothing in it unnoticed.
 */
export interface CarriedContents {
  readonly format: 'tamga-carried/1'
  /** ActId of genesis. */
  readonly coalition: ActId
  readonly from: Party
  readonly to: Party
  readonly created: Instant
  readonly streams: readonly CarriedStream[]
  readonly members: readonly CarriedMember[]
}

/** A stretch of one stream: parcels after the number `after`, up to and including `last`. */
export interface CarriedStream {
  readonly stream: string
  readonly after: number
  readonly last: number
}

/**
 * `parcels/STREAM/000001` and so on: answers to pulls, one after the other. `files/ACT/POSITION`: sealed attachments.
 * `proofs/ACT`: C2SP tlog-proof. `journal/EPOCH/checkpoint`, `journal/EPOCH/tile/...`: as the node serves them. Others are passed over.
 */
export interface CarriedMember {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** protocol.md 10 bounds parcels; these bound what one file carries beside. */
export const maxContentsBytes = 16 * 1024 * 1024
export const maxMembers = 60_000

const rule = 'protocol 7: offline'

const Stretch = z
  .strictObject({ stream, after: z.int().min(0), last: z.int().min(0) })
  .refine(({ after, last }) => after <= last, { path: ['last'] })

const form: Form<CarriedContents> = {
  schema: z
    .strictObject({
      format: z.literal('tamga-carried/1'),
      coalition: actId,
      from: party,
      to: party,
      created: z.custom<Instant>((value) => typeof value === 'string' && parseInstant(value) !== undefined, 'instant'),
      streams: z.array(Stretch).min(1).max(64),
      members: z
        .array(
          z.strictObject({
            name: z.string().max(256),
            bytes: z.int().min(0),
            sha256: z.string().refine((text) => parseSha256Hex(text) !== undefined, 'SHA-256'),
          }),
        )
        .max(maxMembers),
    })
    .refine((contents) => contents.from !== contents.to, { path: ['to'] }),
  maxBytes: maxContentsBytes,
  maxDepth: 3,
  code: 'carried-malformed',
  rule,
}

export function writeContents(contents: CarriedContents): Uint8Array {
  return writeStrictJson({ ...contents })
}

export function readContents(bytes: Uint8Array): CarriedContents | Refusal<Code> {
  const read = readForm(bytes, form)
  return isRefusal(read) ? read : read.value
}

/** Ed25519 over PAE of the contents' bytes. */
export function signContents(contents: Uint8Array, keyring: Keyring): Promise<Uint8Array> {
  return keyring.sign('link', pae(carriedType, contents))
}

/**
 * `linkKeys`: raw Ed25519 keys of the party that the contents name as `from`, the present one first. It alone must have signed: nothing else proves
 * who brings a file, and a key may have been replaced because it was stolen.
 */
export function verifyContents(
  contents: Uint8Array,
  signature: Uint8Array,
  linkKeys: readonly Uint8Array[],
): Refusal<Code> | undefined {
  const message = pae(carriedType, contents)
  const [isPresent = false, ...isFormer] = linkKeys.map((key) => suites.ed25519.verify(key, message, signature))
  if (isPresent) return undefined
  return isFormer.includes(true)
    ? refuse('carried-superseded', rule)
    : refuse('signature-invalid', rule, { suite: 'ed25519' })
}
