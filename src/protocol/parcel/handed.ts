import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import { writeStrictJson } from '#kernel/strict-json.ts'
import type { Code } from '#protocol/codes.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { actId, base64Url, party, readForm, type Form } from './fields.ts'
import { maxSealedBytes, openAs, sealAs, type OpenedAct, type SealedUnder, type Sealing } from './sealed.ts'

/** The `info` of the seal of an act that one addressee hands on to another. */
export const handedType = 'application/vnd.tamga.handed-act+json'

/**
 * The open part of an act handed on (protocol.md 6 and 7): `from` is an addressee, not the author, and it stands in no stream. It is
 * bound to the seal and signed by nobody: who answered, the answer's own signature proves.
 */
export interface HandedHeader {
  /** ActId of genesis. */
  readonly coalition: ActId
  readonly from: Party
  readonly to: Party
  readonly act: ActId
}

const rule = 'protocol 7: handed on'

const headerForm: Form<HandedHeader> = {
  schema: z.strictObject({ coalition: actId, from: party, to: party, act: actId }),
  maxBytes: 512,
  maxDepth: 1,
  code: 'parcel-malformed',
  rule,
}

const Handed = z.strictObject({ header: base64Url, sealed: base64Url })
const form: Form<z.infer<typeof Handed>> = {
  schema: Handed,
  maxBytes: maxSealedBytes * 2,
  maxDepth: 1,
  code: 'parcel-malformed',
  rule,
}

/** `{"header","sealed"}`, binary as base64url. */
export async function writeHanded(header: HandedHeader, sealing: Omit<Sealing, 'header'>): Promise<Uint8Array> {
  const bytes = writeStrictJson({ ...header })
  const sealed = await sealAs(handedType, { ...sealing, header: bytes })
  return writeStrictJson({ header: toBase64Url(bytes), sealed: toBase64Url(sealed) })
}

/** Opens what was handed on, if it is what was asked for. Whether the author may say it to us is checked after. */
export async function openHanded(
  bytes: Uint8Array,
  asked: HandedHeader,
  keyring: Pick<Keyring, 'open'>,
): Promise<OpenedAct | Refusal<Code>> {
  const read = readForm(bytes, form)
  if (isRefusal(read)) return read
  const [header, sealed] = [fromBase64Url(read.value.header), fromBase64Url(read.value.sealed)]
  if (header === undefined || sealed === undefined) return refuse('parcel-malformed', rule, { member: '' })
  return openUnder({ header, sealed }, asked, keyring)
}

async function openUnder(
  handed: SealedUnder,
  asked: HandedHeader,
  keyring: Pick<Keyring, 'open'>,
): Promise<OpenedAct | Refusal<Code>> {
  const named = readForm(handed.header, headerForm)
  if (isRefusal(named)) return named
  const { coalition, from, to, act } = named.value
  const isAsked = coalition === asked.coalition && from === asked.from && to === asked.to && act === asked.act
  if (!isAsked) return refuse('parcel-mismatch', rule, { named: act, opened: asked.act })
  return openAs(handedType, act, handed, keyring)
}
