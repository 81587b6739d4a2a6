import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'

/** A text that was put to participants to agree to. */
export interface Paper {
  readonly act: ActId
  readonly author: Party
  readonly revision: number
  readonly digest: string
  /** Who has to agree, its author among them: putting a text is not agreeing to it. */
  readonly parties: readonly Party[]
  /** Who has agreed to this text, and when. */
  readonly assents: Readonly<Record<Party, Instant>>
}

/** In the order in which they were put, the same in every house. */
const inOrder = (one: Paper, other: Paper): number =>
  one.revision - other.revision || (one.act === other.act ? 0 : one.act < other.act ? -1 : 1)

export const isAgreed = ({ parties, assents }: Paper): boolean => parties.every((party) => assents[party] !== undefined)

/** The text to which all have agreed: nothing takes its place. */
export const agreedOf = (papers: readonly Paper[]): Paper | undefined => papers.toSorted(inOrder).find(isAgreed)

/** What is agreed, or else stands for agreement: the last that was put. */
export const standingOf = (papers: readonly Paper[]): Paper | undefined =>
  agreedOf(papers) ?? papers.toSorted(inOrder).at(-1)

/**
 * To a text that one of those it names has replaced by another not all agree any more: whoever has agreed to a text puts no other before
 * somebody else has, so the first to replace it had not agreed, and then does not. So two texts are never both agreed, in whichever order words
 * are heard.
 */
const isReplaced = (paper: Paper, papers: readonly Paper[]): boolean =>
  papers.some((other) => inOrder(other, paper) > 0 && paper.parties.includes(other.author))

/** Of what is agreed no other text is put, nor by who has agreed to one that may yet be agreed by all. */
export function refuseProposing(papers: readonly Paper[], self: Party): Refusal | undefined {
  const agreed = agreedOf(papers)
  if (agreed !== undefined)
    return refuse('consult-agreed', 'consultation: what is agreed is final', { paper: agreed.act })
  return refuseBound(papers, self)
}

function refuseBound(papers: readonly Paper[], self: Party, but?: ActId): Refusal | undefined {
  const bound = papers.find((one) => one.act !== but && one.assents[self] !== undefined && !isReplaced(one, papers))
  return bound && refuse('consult-bound', 'consultation: one agrees to one text', { paper: bound.act })
}

interface Assenting {
  readonly papers: readonly Paper[]
  readonly paper: ActId
  readonly self: Party
  /** Who consults, as far as is known here. */
  readonly taking: readonly Party[]
}

/** One agrees to the text that stands for agreement, once, and only where it leaves nobody out who takes part. */
export function refuseAssent({ papers, paper, self, taking }: Assenting): Refusal | undefined {
  const standing = standingOf(papers)
  const isNamed = standing?.parties.includes(self) === true
  if (standing?.act !== paper || !isNamed) return refuse('consult-paper', 'domain 3: consultation', { paper })
  if (standing.assents[self] !== undefined) {
    return refuse('consult-agreed', 'consultation: what is agreed is final', { paper })
  }
  const missing = taking.find((party) => !standing.parties.includes(party))
  if (missing !== undefined) {
    return refuse('consult-leaves-out', 'domain 3: minutes are agreed by all sides', { party: missing })
  }
  return refuseBound(papers, self, paper)
}
