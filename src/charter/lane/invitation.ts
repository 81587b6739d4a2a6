import { z } from 'zod'
import { concat, encodeUtf8 } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { parseStrictJson, writeStrictJson } from '#kernel/strict-json.ts'
import { actId, instant, partySlug } from '#protocol/acts/field.ts'
import type { Code } from '#protocol/codes.ts'
import type { SignedAct } from '#protocol/act/statement.ts'
import { areSameWords, idWords } from '#protocol/identity/fingerprint.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Charter } from '../charter.ts'
import { isOutside } from '../standing.ts'
import { verifyLane, type PairedActs } from './file.ts'

/** First line of an invitation; the lane follows. Nobody signs it: what counts is verified from genesis, whose words people compare. */
const Header = z.strictObject({
  tamga: z.literal('invitation/1'),
  coalition: actId,
  /** Whose node wrote it, and whom the candidate asks to propose it. */
  by: partySlug,
  /** The party that is invited; anyone without it. */
  for: partySlug.exactOptional(),
  at: instant,
  expires: instant,
})
export type InvitationHeader = Omit<z.infer<typeof Header>, 'tamga'>

export interface Invitation {
  readonly header: InvitationHeader
  readonly charter: Charter
  readonly genesis: SignedAct
  readonly entries: readonly PairedActs[]
}

const rule = 'protocol 8: invitation'
const lineEnd = 0x0a
const limits = { maxBytes: 4096, maxDepth: 2 }

export function writeInvitation(header: InvitationHeader, lane: Uint8Array): Uint8Array {
  return concat(writeStrictJson({ tamga: 'invitation/1', ...header }), encodeUtf8('\n'), lane)
}

interface Asked {
  readonly party: Party
  readonly at: Instant
  readonly words: string | undefined
  /** Set where the party is one already, and makes its node anew. */
  readonly isKnown?: boolean
}

/** The invitation, if it is whole, for this party, of this day and of the coalition whose words a person was told. */
export async function readInvitation(bytes: Uint8Array, asked: Asked): Promise<Invitation | Refusal<Code>> {
  const end = bytes.indexOf(lineEnd)
  const json = parseStrictJson(bytes.subarray(0, Math.max(end, 0)), limits)
  const read = json.kind === 'json' ? Header.safeParse(json.value) : undefined
  if (read?.success !== true)
    return refuse('invitation-malformed', rule, { member: read?.error.issues[0]?.path.map(String).join('.') ?? '' })
  const { tamga: _, ...header } = read.data
  const unfit = unfitness(header, asked)
  if (unfit !== undefined) return unfit
  const proven = await verifyLane(bytes.subarray(end + 1))
  if (isRefusal(proven)) return proven
  const { charter, genesis, entries, fork } = proven
  if (charter.id !== header.coalition || fork !== undefined)
    return refuse('invitation-malformed', rule, { member: 'coalition' })
  const isIn = !isOutside(charter, asked.party, asked.at)
  if (isIn && asked.isKnown !== true) return refuse('party-exists', 'protocol 8: admission', { party: asked.party })
  if (!isIn && asked.isKnown === true) return refuse('recipient-unknown', rule, { recipient: asked.party })
  return { header, charter, genesis, entries }
}

function unfitness(
  { coalition, by, for: invited, expires }: InvitationHeader,
  { party, at, words }: Asked,
): Refusal<Code> | undefined {
  if (expires <= at) return refuse('invitation-expired', rule, { by, expires })
  if (invited !== undefined && invited !== party) return refuse('invitation-for-another', rule, { invited, party })
  if (words === undefined) return refuse('words-needed', rule, { by })
  return areSameWords(words, idWords(coalition)) ? undefined : refuse('words-differ', rule, { by })
}
