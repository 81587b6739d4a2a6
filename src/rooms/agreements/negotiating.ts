import { refuse, type Refusal } from '#kernel/refusal.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { AgreementDraft, PlacedPosition } from '#protocol/acts/agreement-draft.ts'
import { kindOf } from '#protocol/acts/table.ts'
import { discords } from '#protocol/agreement/concordance.ts'
import { paragraphTable, type Said } from '#protocol/agreement/positions.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import type { Draft } from '#charter/record/draft.ts'
import { lowestLabel } from '#charter/record/lowest-label.ts'
import type { Speaker } from './decide.ts'
import { drafts, positions } from './tables.ts'

const mostRows = 5000
const mostNames = 200
const rule = 'protocol 9: agreements'

/** A draft to those who negotiate it with us. Brackets are what drafts are for; only its form must hold. */
export function offered(
  draft: AgreementDraft,
  to: readonly Party[],
  { self, charter, desk }: Speaker,
): Draft | Refusal {
  const discord = discords(draft.text).find(({ kind, severity }) => severity === 'error' && kind !== 'brackets')
  if (discord !== undefined) {
    const { language, article, paragraph = '–' } = discord
    return refuse('text-discordant', 'VCLT 33', { language, article, paragraph })
  }
  const audience = [...new Set(to)].filter((party) => party !== self).toSorted(byText)
  const said = { label: lowestLabel(charter), officers: [desk], attachments: [], refs: [] }
  return { ...said, kind: kindOf('agreement.draft/1'), audience, body: draft }
}

/** Our positions on paragraphs that the draft has, to everybody who negotiates it. */
export function answered(
  draft: Row<typeof drafts>,
  given: readonly PlacedPosition[],
  { self, charter, desk }: Speaker,
): Draft | Refusal {
  const there = new Set(paragraphTable(draft.text, [], []).map(({ article, paragraph }) => `${article}/${paragraph}`))
  const lost = given.find(({ article, paragraph }) => !there.has(`${article}/${paragraph}`))
  if (lost !== undefined) {
    const { article, paragraph } = lost
    const language = draft.text.authentic[0]?.language ?? ''
    return refuse('correction-place', rule, { article, paragraph, language })
  }
  const said = { label: lowestLabel(charter), officers: [desk], attachments: [], refs: [draft.act] }
  const audience = draft.negotiators.filter((party) => party !== self)
  return { ...said, kind: kindOf('agreement.position/1'), audience, body: { draft: draft.act, positions: [...given] } }
}

/** The draft of that id under that agreement, if we have it. */
export async function draftOf(reads: Reads, name: string, id: string): Promise<Row<typeof drafts> | undefined> {
  const act: ActId | undefined = parseActId(id)
  const row = act === undefined ? undefined : await reads.find(drafts, { act })
  return row?.agreement === name ? row : undefined
}

/** Drafts under an agreement that there is or may be, the newest first. */
export async function draftsOf(reads: Reads, agreement: string) {
  const rows = await reads.select(drafts, { where: { agreement }, order: ['arrival'], limit: mostRows })
  return rows.toReversed().map(({ act, author, at, negotiators, text }) => {
    return { act, author, at, negotiators: [...negotiators], version: text.version }
  })
}

/** The newest draft under each name, what came last first, and how far its paragraphs are agreed. */
export async function draftsUnderWay(reads: Reads) {
  const rows = await reads.select(drafts, { order: ['arrival'], limit: mostRows })
  const newest = new Map(rows.map((row) => [row.agreement, row]))
  const shown = [...newest.values()].toSorted((one, other) => other.arrival - one.arrival).slice(0, mostNames)
  return Promise.all(shown.map((row) => draftLine(reads, row)))
}

async function draftLine(reads: Reads, row: Row<typeof drafts>) {
  const { act, author, at, negotiators, text, paragraphs } = await tableOf(reads, row)
  const agreed = paragraphs.filter(({ isAgreed }) => isAgreed).length
  return {
    agreement: row.agreement,
    act,
    author,
    at,
    negotiators,
    version: text.version,
    paragraphs: paragraphs.length,
    agreed,
  }
}

/** A draft side by side in its languages, with the positions of every negotiator paragraph by paragraph. */
export async function tableOf(reads: Reads, draft: Row<typeof drafts>) {
  const where = { draft: draft.act }
  const rows = await reads.select(positions, { where, order: ['arrival'], limit: mostRows })
  const said = rows
    .filter(({ party }) => draft.negotiators.includes(party))
    .toSorted((one, other) => byText(one.at + one.act, other.at + other.act))
    .map(({ party, said: given }): Said => ({ party, positions: given }))
  const { act, author, at, text, negotiators } = draft
  const paragraphs = paragraphTable(text, negotiators, said)
  return {
    act,
    author,
    at,
    negotiators: [...negotiators],
    text,
    discords: discords(text),
    paragraphs: paragraphs.map((row) => ({ ...row })),
    isAgreed: paragraphs.every(({ isAgreed }) => isAgreed),
  }
}

const byText = (one: string, other: string): number => (one < other ? -1 : 1)
