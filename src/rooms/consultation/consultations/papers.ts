import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { sha256HexOfText } from '#protocol/suite/sha-256.ts'
import type { Draft } from '#charter/record/draft.ts'
import { usualPurpose, type Speaker } from '#charter/record/labelling.ts'
import type { PaperPart } from '../tables.ts'
import { refuseAssent, refuseProposing, standingOf, type Paper } from './agreeing.ts'
import { overOf, spoken, type KnownConsultation } from './decide.ts'
import type { MinutesWish, ReferralWish } from './wish.ts'

/** So many of each kind one participant may put, and to four times as many agree. */
export const mostPapers = 16
export const mostAssents = 4 * mostPapers

/** Who asked for the consultation, and whoever accepted: these agree. */
const consulting = ({ author, stances }: KnownConsultation): readonly Party[] =>
  [author, ...(Object.keys(stances) as Party[]).filter((party) => stances[party] === 'accepted')].toSorted()

/** Minutes, for all who consulted to agree to. */
export function minutes(known: KnownConsultation, wish: MinutesWish, by: Speaker): Draft | Refusal {
  if (wish.heldAt > by.at) return refuse('consult-held', 'domain 3: consultation', { at: wish.heldAt })
  return put(known, { part: 'minutes', wish }, by)
}

/** Whether the matter is raised to an organ of the coalition, for all who consulted to agree to. */
export function referral(
  known: KnownConsultation,
  { wish, organs }: { readonly wish: ReferralWish; readonly organs: readonly string[] },
  by: Speaker,
): Draft | Refusal {
  const { organ, outcome, text } = wish
  if ((outcome === 'raised') !== (organ !== undefined) || (organ !== undefined && !organs.includes(organ))) {
    return refuse('consult-organ', 'domain 3: consultation', { organ: organ ?? 'none' })
  }
  return put(known, { part: 'referral', wish: { outcome, text, ...(organ === undefined ? {} : { organ }) } }, by)
}

interface Put {
  readonly part: PaperPart
  readonly wish: { readonly text: string } & Readonly<Record<string, unknown>>
}

function put(known: KnownConsultation, { part, wish }: Put, by: Speaker): Draft | Refusal {
  const parties = consulting(known)
  const papers = known.papers[part]
  const no =
    overOf(known) ?? refuseAlone(known, parties, by) ?? refuseProposing(papers, by.self) ?? refuseMore(papers, by)
  if (no !== undefined) return no
  const { label, act } = known
  const { level, category, handling, purpose = usualPurpose(by.words) } = label
  const body = { ...wish, revision: lastOf(papers) + 1, digest: sha256HexOfText(wish.text), parties }
  const draft = spoken(known, { kind: `consultation.${part}/1`, body }, by)
  const audience = parties.filter((party) => party !== by.self)
  return { ...draft, audience, refs: [act], label: { level, category, handling, purpose } }
}

const lastOf = (papers: readonly Paper[]): number => Math.max(0, ...papers.map(({ revision }) => revision))

/** Only those put texts who consult, and nobody consults alone. */
function refuseAlone(known: KnownConsultation, parties: readonly Party[], { self }: Speaker): Refusal | undefined {
  if (parties.includes(self) && parties.length > 1) return undefined
  const state = known.stances[self] ?? 'invited'
  return refuse('consult-step', 'domain 3: consultation', { state })
}

function refuseMore(papers: readonly Paper[], { self }: Speaker): Refusal | undefined {
  const own = papers.filter(({ author }) => author === self)
  if (own.length < mostPapers && lastOf(papers) < mostRevisions) return undefined
  return refuse('consult-many', 'consultation: bounded', { limit: mostPapers })
}

const mostRevisions = 1023

/** To the text that stands for agreement: who agrees names it and its digest. */
export function assent(known: KnownConsultation, paper: ActId, by: Speaker): Draft | Refusal {
  const papers = known.papers.referral.some(({ act }) => act === paper) ? known.papers.referral : known.papers.minutes
  const given = [...known.papers.minutes, ...known.papers.referral].filter(({ assents }) => by.self in assents)
  const isOut = known.stances[by.self] === 'declined'
  if (isOut) return refuse('consult-step', 'domain 3: consultation', { state: 'declined' })
  const no = overOf(known) ?? refuseAssent({ papers, paper, self: by.self, taking: consulting(known) })
  if (no !== undefined) return no
  if (given.length >= mostAssents) return refuse('consult-many', 'consultation: bounded', { limit: mostAssents })
  const { digest = '', parties = [] } = standingOf(papers) ?? {}
  const draft = spoken(known, { kind: 'consultation.assent/1', body: { paper, digest } }, by)
  return { ...draft, audience: parties.filter((party) => party !== by.self), refs: [known.act, paper].toSorted() }
}
