import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import { writeStrictJson } from '#kernel/strict-json.ts'
import type { Code } from '#protocol/codes.ts'
import { base64Url, readForm } from './fields.ts'
import type { Form } from './fields.ts'

/** A parcel as it travels: the header's exact bytes, the `link` signature over them, and the sealed part or word that it was recalled. */
export interface Parcel {
  readonly header: Uint8Array
  readonly signature: Uint8Array
  readonly sealed: Uint8Array | 'recalled'
}

/** A head as it travels: its exact bytes and the `link` signature over them. */
export interface SignedHead {
  readonly head: Uint8Array
  readonly signature: Uint8Array
}

/** The answer to a pull, a push of urgent parcels, and a file that carries a link: parcels in order, and where the stream stands. */
export interface ParcelList {
  readonly head: SignedHead
  readonly parcels: readonly Parcel[]
}

/** A list as it was read: in the place of a parcel without form stands its refusal, and the others are none the worse. */
export interface ReceivedParcels {
  readonly head: SignedHead
  readonly parcels: readonly (Parcel | Refusal<Code>)[]
}

/** protocol.md 10: parcels and bytes of one request or answer. */
export const maxParcels = 256
export const maxListBytes = 8_388_608

const signature = base64Url.max(86)
const Head = z.strictObject({ head: base64Url, signature })
const SealedParcel = z.strictObject({ header: base64Url, sealed: base64Url, signature })
const RecalledParcel = z.strictObject({ header: base64Url, recalled: z.literal(true), signature })
const AnyParcel = z.union([SealedParcel, RecalledParcel])
const Body = z.strictObject({ head: Head, parcels: z.array(z.unknown()).max(maxParcels) })
const rule = 'protocol 7: parcels'

const form: Form<z.infer<typeof Body>> = {
  schema: Body,
  maxBytes: maxListBytes,
  maxDepth: 3,
  code: 'parcel-malformed',
  rule,
}

/** Strict JSON, binary as base64url: `{"head":{"head","signature"},"parcels":[{"header","sealed"|"recalled","signature"}]}`. */
export function writeParcels(list: ParcelList): Uint8Array {
  return writeStrictJson({
    head: { head: toBase64Url(list.head.head), signature: toBase64Url(list.head.signature) },
    parcels: list.parcels.map((parcel) => ({
      header: toBase64Url(parcel.header),
      signature: toBase64Url(parcel.signature),
      ...(parcel.sealed === 'recalled' ? { recalled: true } : { sealed: toBase64Url(parcel.sealed) }),
    })),
  })
}

/** Reads the framing alone: no header, signature or seal is looked at, and a parcel without form fails by itself. */
export function readParcels(bytes: Uint8Array): ReceivedParcels | Refusal<Code> {
  const read = readForm(bytes, form)
  if (isRefusal(read)) return read
  const { head, parcels } = read.value
  return { head: { head: bytesOf(head.head), signature: bytesOf(head.signature) }, parcels: parcels.map(readParcel) }
}

function readParcel(value: unknown, position: number): Parcel | Refusal<Code> {
  const read = AnyParcel.safeParse(value)
  if (!read.success) return refuse('parcel-malformed', rule, { member: `parcels.${position}` })
  const parcel = read.data
  return {
    header: bytesOf(parcel.header),
    signature: bytesOf(parcel.signature),
    sealed: 'sealed' in parcel ? bytesOf(parcel.sealed) : 'recalled',
  }
}

/** What a parcel takes of a list's bytes, so that a sender stops before the limit. */
export function wireBytesOf(parcel: Parcel): number {
  const sealed = parcel.sealed === 'recalled' ? 0 : parcel.sealed.length
  return Math.ceil(((parcel.header.length + parcel.signature.length + sealed) * 4) / 3) + 64
}

const bytesOf = (text: string) => fromBase64Url(text) ?? new Uint8Array(0)
