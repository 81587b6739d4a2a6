import { z } from 'zod'
import { encodeUtf8 } from '#kernel/bytes.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import { writeStrictJson } from '#kernel/strict-json.ts'
import type { Code } from '#protocol/codes.ts'
import { actIdOf, exerciseActType } from '#protocol/act/act-id.ts'
import { Envelope, fromEnvelope, toEnvelope } from '#protocol/act/envelope.ts'
import { maxEnvelopeBytes } from '#protocol/act/limits.ts'
import type { SignedAct } from '#protocol/act/statement.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import { suites } from '#protocol/suite/table.ts'
import type { AttachmentKey } from './attachment.ts'
import { readForm, secret } from './fields.ts'
import type { Form } from './fields.ts'
import { readHeader } from './header.ts'
import type { ParcelHeader } from './header.ts'
import { isExerciseStream } from './stream.ts'

/** The `info` of the seal: what is sealed under it is the inside of a parcel and nothing else. */
export const parcelType = 'application/vnd.tamga.parcel+json'

/** What comes out of a sealed part. Only its digest has been checked: signatures, schema and gate come after. */
export interface OpenedParcel {
  readonly header: ParcelHeader
  readonly signed: SignedAct
  /** By position, as the act's `attachments`. */
  readonly attachmentKeys: readonly AttachmentKey[]
}

/** Greatest sealed part that anyone need accept. */
export const maxSealedBytes = maxEnvelopeBytes + 16_384

interface Inside {
  readonly attachmentKeys: readonly AttachmentKey[]
  readonly envelope: Envelope
}

const rule = 'protocol 7: sealed part'

const form: Form<Inside> = {
  schema: z.strictObject({
    attachmentKeys: z.array(z.strictObject({ key: secret, salt: secret })).max(64),
    envelope: Envelope,
  }),
  maxBytes: maxSealedBytes,
  maxDepth: 5,
  code: 'parcel-malformed',
  rule,
}

/** What is sealed, for whom and under which header (its exact bytes). */
export interface Sealing {
  readonly header: Uint8Array
  /** Raw X-Wing key of the recipient. */
  readonly boxKey: Uint8Array
  readonly signed: SignedAct
  readonly attachmentKeys: readonly AttachmentKey[]
}

/** HPKE single-shot to the recipient's `box` key: info the parcel type, aad the header's bytes. Sealing anew gives other bytes. */
export function sealParcel(sealing: Sealing): Promise<Uint8Array> {
  const { header, boxKey, signed, attachmentKeys } = sealing
  const keys = attachmentKeys.map(({ key, salt }) => ({ key, salt }))
  const inside = writeStrictJson({ attachmentKeys: keys, envelope: toEnvelope(signed) })
  return suites['x-wing'].seal(boxKey, inside, { info: encodeUtf8(parcelType), aad: header })
}

/**
 * Opens a sealed part and checks that it holds the act that its header names, in a stream for such acts. Whose header it is
 * (`verifyHeader`) is checked before, whether the author may say this to us after.
 */
export async function openParcel(
  parcel: { readonly header: Uint8Array; readonly sealed: Uint8Array },
  keyring: Pick<Keyring, 'open'>,
): Promise<OpenedParcel | Refusal<Code>> {
  const header = readHeader(parcel.header)
  if (isRefusal(header)) return header
  if (parcel.sealed.length > maxSealedBytes) return refuse('too-large', rule, { limit: maxSealedBytes })
  const inside = await keyring.open(parcel.sealed, { info: encodeUtf8(parcelType), aad: parcel.header })
  if (inside === undefined) return refuse('parcel-not-opened', rule, { act: header.act })
  return readInside(header, inside)
}

function readInside(header: ParcelHeader, inside: Uint8Array): OpenedParcel | Refusal<Code> {
  const read = readForm(inside, form)
  if (isRefusal(read)) return read
  const { attachmentKeys, envelope } = read.value
  const signed = fromEnvelope(envelope)
  if (isRefusal(signed)) return signed
  const opened = actIdOf(signed.payloadType, signed.statement)
  if (opened !== header.act) return refuse('parcel-mismatch', rule, { named: header.act, opened })
  if ((signed.payloadType === exerciseActType) !== isExerciseStream(header.stream)) {
    return refuse('parcel-mismatch', 'protocol 5: exercise traffic has its own stream', {
      named: header.stream,
      opened,
    })
  }
  return { header, signed, attachmentKeys }
}
