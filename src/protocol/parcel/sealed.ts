import { z } from 'zod'
import { encodeUtf8 } from '#kernel/bytes.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import { writeStrictJson } from '#kernel/strict-json.ts'
import type { Code } from '#protocol/codes.ts'
import { actIdOf, exerciseActType } from '#protocol/act/act-id.ts'
import { Envelope, fromEnvelope, toEnvelope } from '#protocol/act/envelope.ts'
import { maxEnvelopeBytes } from '#protocol/act/limits.ts'
import type { ActId, SignedAct } from '#protocol/act/statement.ts'
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

/** An act as it comes out of a seal. Only its digest has been checked: signatures, schema and gate come after. */
export interface OpenedAct {
  readonly signed: SignedAct
  /** By position, as the act's `attachments`. */
  readonly attachmentKeys: readonly AttachmentKey[]
}

/** What comes out of a sealed part. */
export interface OpenedParcel extends OpenedAct {
  readonly header: ParcelHeader
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
  return sealAs(parcelType, sealing)
}

/** The same inside under the type of another thing that holds one act. */
export function sealAs(type: string, { header, boxKey, signed, attachmentKeys }: Sealing): Promise<Uint8Array> {
  const keys = attachmentKeys.map(({ key, salt }) => ({ key, salt }))
  const inside = writeStrictJson({ attachmentKeys: keys, envelope: toEnvelope(signed) })
  return suites['x-wing'].seal(boxKey, inside, { info: encodeUtf8(type), aad: header })
}

/**
 * Opens a sealed part and checks that it holds the act that its header names, in a stream for such acts. Whose header it is
 * (`verifyHeader`) is checked before, whether the author may say this to us after.
 */
export async function openParcel(
  parcel: SealedUnder,
  keyring: Pick<Keyring, 'open'>,
): Promise<OpenedParcel | Refusal<Code>> {
  const header = readHeader(parcel.header)
  if (isRefusal(header)) return header
  const opened = await openAs(parcelType, header.act, parcel, keyring)
  if (isRefusal(opened)) return opened
  if ((opened.signed.payloadType === exerciseActType) !== isExerciseStream(header.stream)) {
    return refuse('parcel-mismatch', 'protocol 5: exercise traffic has its own stream', {
      named: header.stream,
      opened: header.act,
    })
  }
  return { header, ...opened }
}

/** Header bytes and what is sealed under them. */
export interface SealedUnder {
  readonly header: Uint8Array
  readonly sealed: Uint8Array
}

/** Opens what `sealAs` sealed under the type, if it holds that act. */
export async function openAs(
  type: string,
  act: ActId,
  { header, sealed }: SealedUnder,
  keyring: Pick<Keyring, 'open'>,
): Promise<OpenedAct | Refusal<Code>> {
  if (sealed.length > maxSealedBytes) return refuse('too-large', rule, { limit: maxSealedBytes })
  const inside = await keyring.open(sealed, { info: encodeUtf8(type), aad: header })
  if (inside === undefined) return refuse('parcel-not-opened', rule, { act })
  const read = readForm(inside, form)
  if (isRefusal(read)) return read
  const signed = fromEnvelope(read.value.envelope)
  if (isRefusal(signed)) return signed
  const opened = actIdOf(signed.payloadType, signed.statement)
  if (opened !== act) return refuse('parcel-mismatch', rule, { named: act, opened })
  return { signed, attachmentKeys: read.value.attachmentKeys }
}
