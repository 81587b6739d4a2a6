import { z } from 'zod'
import { encodeUtf8, fromBase64Url } from '#kernel/bytes.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { parseStrictJson, writeStrictJson } from '#kernel/strict-json.ts'
import { actIdOf, actType, parseActId } from '#protocol/act/act-id.ts'
import { pae } from '#protocol/act/pae.ts'
import { writeStatement } from '#protocol/act/sign.ts'
import type { ActId, SignedAct } from '#protocol/act/statement.ts'
import { verifyRoots } from '#protocol/act/verify.ts'
import { RootSignatures } from '#protocol/acts/charter-countersignature.ts'
import { instant, partySlug } from '#protocol/acts/field.ts'
import { readRequest, SignedRequest, type JoinRequest } from '#protocol/acts/join-request.ts'
import type { Code } from '#protocol/codes.ts'
import type { Party } from '#protocol/identity/party.ts'
import { sha256Hex } from '#protocol/suite/sha-256.ts'
import { foundersOf, Profile } from '../profile/profile.ts'
import { foundingStatement } from './found.ts'

/** What a coalition is to be before its founders have brought their keys: the same bytes for all of them. */
export const Draft = z.strictObject({
  profile: Profile,
  /** Who wrote it down; it gives no right. */
  author: partySlug,
  at: instant,
  /** 32 random bytes, base64url. */
  salt: z.string().refine((text) => fromBase64Url(text)?.length === 32, '32 bytes of base64url'),
})
export type Draft = z.infer<typeof Draft>

/** A founding under way as a file: it goes from founder to founder until everyone's keys and everyone's signatures are in it. */
const FoundingFile = z.strictObject({
  tamga: z.literal('founding/1'),
  draft: Draft,
  founders: z.array(SignedRequest).max(64),
  signatures: z.array(z.strictObject({ party: partySlug, signatures: RootSignatures })).max(64),
})

/** A founder's keys, name and address, as its own root signed them for this draft and no other. */
export interface FounderRequest {
  readonly signed: SignedRequest
  readonly request: JoinRequest
}

/** A founding as far as it has got. */
export interface Founding {
  readonly draft: Draft
  readonly founders: ReadonlyMap<Party, FounderRequest>
  readonly signatures: ReadonlyMap<Party, RootSignatures>
}

const rule = 'protocol 8: founding'
const limits = { maxBytes: 2 * 1024 * 1024, maxDepth: 16 }
const draftType = 'application/vnd.tamga.founding-draft+json'

/** What founders' requests name in place of a coalition that is not there yet. */
export function draftId(draft: Draft): ActId {
  const id = parseActId(`act--${sha256Hex(pae(draftType, writeStrictJson(draft)))}`)
  if (id === undefined) throw new RangeError('a digest is no act id')
  return id
}

/** Whether the bytes are such a file, whole or not; cheap. */
export const isFounding = (bytes: Uint8Array): boolean =>
  new TextDecoder().decode(bytes.subarray(-64)).trimEnd().endsWith('"tamga":"founding/1"}')

export function writeFounding({ draft, founders, signatures }: Founding): Uint8Array {
  const file = {
    tamga: 'founding/1',
    draft,
    founders: [...founders.values()].map(({ signed }) => signed),
    signatures: [...signatures].map(([party, made]) => ({ party, signatures: made })),
  }
  return new Uint8Array([...writeStrictJson(file), ...encodeUtf8('\n')])
}

/** The founding in a file, with everything that anyone has signed in it verified. */
export function readFounding(bytes: Uint8Array): Founding | Refusal<Code> {
  const end = bytes.at(-1) === 0x0a ? -1 : bytes.length
  const json = parseStrictJson(bytes.subarray(0, end), limits)
  const read = json.kind === 'json' ? FoundingFile.safeParse(json.value) : undefined
  if (read?.success !== true) return malformed(read?.error.issues[0]?.path.map(String).join('.') ?? '')
  const { draft, founders, signatures } = read.data
  let founding: Founding = { draft, founders: new Map(), signatures: new Map() }
  for (const signed of founders) {
    const next = withFounder(founding, signed)
    if (isRefusal(next)) return next
    founding = next
  }
  for (const { party, signatures: made } of signatures) {
    const next = withSignatures(founding, party, made)
    if (isRefusal(next)) return next
    founding = next
  }
  return founding
}

export const named = ({ draft }: Founding): readonly Party[] => foundersOf(draft.profile).map(({ party }) => party)
export const lacking = (founding: Founding): readonly Party[] =>
  named(founding).filter((party) => !founding.founders.has(party))
export const unsigned = (founding: Founding): readonly Party[] =>
  named(founding).filter((party) => !founding.signatures.has(party))

export function withFounder(founding: Founding, signed: SignedRequest): Founding | Refusal<Code> {
  const { draft, founders } = founding
  const request = readRequest(signed)
  if (isRefusal(request)) return request
  const { party } = request
  if (!named(founding).includes(party))
    return refuse('party-not-founding', rule, { party, founders: named(founding).join(', ') })
  const held = founders.get(party)
  if (held?.signed.payload === signed.payload) return founding
  const isOther = held !== undefined || request.coalition !== draftId(draft)
  if (isOther) return refuse('founding-mixed', rule, { party })
  return { ...founding, founders: new Map(founders).set(party, { signed, request }) }
}

/** The signatures of a founder's root over the genesis, once everyone's keys are in it. */
export function withSignatures(founding: Founding, party: Party, made: RootSignatures): Founding | Refusal<Code> {
  const act = genesisOf(founding)
  const keys = founding.founders.get(party)?.request.keys
  if (act === undefined || keys === undefined) return malformed('signatures')
  const bad = verifyRoots({ ...act, signatures: rawOf(made) }, [keys])
  return bad ?? { ...founding, signatures: new Map(founding.signatures).set(party, made) }
}

/** Two copies of one founding together. */
export function merged(own: Founding, given: Founding): Founding | Refusal<Code> {
  if (draftId(own.draft) !== draftId(given.draft)) return refuse('founding-other', rule, { author: given.draft.author })
  let founding = own
  for (const { signed } of given.founders.values()) {
    const next = withFounder(founding, signed)
    if (isRefusal(next)) return next
    founding = next
  }
  const signatures = new Map([...given.signatures, ...founding.signatures])
  return { ...founding, signatures }
}

/** The founding act with the signatures that there are; `undefined` while a founder's keys are missing. */
export function genesisOf(founding: Founding): (SignedAct & { readonly id: ActId }) | undefined {
  const { draft, founders, signatures } = founding
  if (lacking(founding).length > 0) return undefined
  const { profile, author, at, salt } = draft
  const parties = profile.parties.map((row) => ({ ...row, name: founders.get(row.party)?.request.name ?? row.name }))
  const said = foundingStatement({
    profile: { ...profile, parties },
    founders: [...founders.values()].map(({ request: { party, keys, url } }) => ({ party, keys, url })),
    author,
    at,
    salt: fromBase64Url(salt) ?? new Uint8Array(32),
  })
  const statement = writeStatement(said)
  const made = named(founding).flatMap((party) => rawOf(signatures.get(party) ?? []))
  return { payloadType: actType, statement, signatures: made, id: actIdOf(actType, statement) }
}

const rawOf = (made: RootSignatures): SignedAct['signatures'] =>
  made.map(({ keyid, sig }) => ({ keyid, sig: fromBase64Url(sig) ?? new Uint8Array(0) }))

const malformed = (member: string): Refusal<'founding-malformed'> => refuse('founding-malformed', rule, { member })
