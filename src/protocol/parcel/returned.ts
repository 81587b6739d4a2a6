import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { writeStrictJson } from '#kernel/strict-json.ts'
import type { Code } from '#protocol/codes.ts'
import { base64Url, digestOrNone, readForm } from './fields.ts'
import type { Form } from './fields.ts'
import { maxListBytes } from './wire.ts'

/**
 * How far an addressee got in the asking party's own stream: number and digest of the last header it took in, and that header with
 * its signature as evidence, both empty before the first.
 */
export interface LastTaken {
  readonly number: number
  readonly digest: string
  readonly header: Uint8Array
  readonly signature: Uint8Array
}

/** A parcel that goes back to its author: the header it came with, and the inside sealed anew to him, empty where it is held no more. */
export interface ReturnedParcel {
  readonly header: Uint8Array
  readonly signature: Uint8Array
  readonly sealed: Uint8Array | undefined
}

/** Parcels of one answer to an author who asks for his own. */
export const maxReturned = 64

const rule = 'protocol 7: after a restore'
const limits = { maxBytes: maxListBytes, maxDepth: 3, code: 'parcel-malformed', rule } as const
const signed = { header: base64Url.max(2048), signature: base64Url.max(86) }

const Last = z.strictObject({ number: z.int().min(0), digest: digestOrNone, ...signed })
const lastForm: Form<z.infer<typeof Last>> = { ...limits, schema: Last }

const Returned = z.strictObject({
  parcels: z.array(z.strictObject({ ...signed, sealed: base64Url.exactOptional() })).max(maxReturned),
})
const returnedForm: Form<z.infer<typeof Returned>> = { ...limits, schema: Returned }

/** `{"digest","header","number","signature"}`, binary as base64url. */
export function writeLast({ number, digest, header, signature }: LastTaken): Uint8Array {
  return writeStrictJson({ number, digest, header: toBase64Url(header), signature: toBase64Url(signature) })
}

export function readLast(bytes: Uint8Array): LastTaken | Refusal<Code> {
  const read = readForm(bytes, lastForm)
  if (isRefusal(read)) return read
  const { header, signature, ...last } = read.value
  return { ...last, header: bytesOf(header), signature: bytesOf(signature) }
}

/** `{"parcels":[{"header","sealed"?,"signature"}]}`, in the order of their numbers. */
export function writeReturned(parcels: readonly ReturnedParcel[]): Uint8Array {
  return writeStrictJson({
    parcels: parcels.map(({ header, signature, sealed }) => ({
      header: toBase64Url(header),
      signature: toBase64Url(signature),
      ...(sealed === undefined ? {} : { sealed: toBase64Url(sealed) }),
    })),
  })
}

export function readReturned(bytes: Uint8Array): readonly ReturnedParcel[] | Refusal<Code> {
  const read = readForm(bytes, returnedForm)
  if (isRefusal(read)) return read
  return read.value.parcels.map(({ header, signature, sealed }) => ({
    header: bytesOf(header),
    signature: bytesOf(signature),
    sealed: sealed === undefined ? undefined : bytesOf(sealed),
  }))
}

const bytesOf = (text: string): Uint8Array => fromBase64Url(text) ?? new Uint8Array(0)
