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

/** Texts that are shown of one agreement: the newest. */
const mostDrafts = 200
const mostNames = 200
/** Drafts that are looked through for names, page by page. */
const pageRows = 5000
const mostPages = 20
/** What is read of one state's positions on one draft: what it said last. */
const mostSaid = 1000
const rule = 'protocol 9: agreements'

type DraftRow = Row<typeof drafts>
type PositionRow = Row<typeof positions>

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

/** The newest drafts under an agreement that there is or may be, the newest first. */
export async function draftsOf(reads: Reads, agreement: string) {
  const rows = await reads.select(drafts, { where: { agreement }, order: ['-arrival'], limit: mostDrafts })
  return rows.map(({ act, author, at, negotiators, text }) => {
    return { act, author, at, negotiators: [...negotiators], version: text.version }
  })
}

/** The newest draft under each name, what came last first, and how far its paragraphs are agreed. */
export async function draftsUnderWay(reads: Reads) {
  const newest = await newestOfEach(reads)
  const said = await saidOf(reads, newest)
  return newest.map((row) => draftLine(row, said.get(row.act) ?? []))
}

/** However many drafts one name has, the others are found. */
async function newestOfEach(reads: Reads): Promise<readonly DraftRow[]> {
  const names = await namesOf(reads)
  const rows = await reads.select(drafts, {
    where: { agreement: { in: names } },
    order: ['-arrival'],
    each: 'agreement',
    most: 1,
    limit: names.length,
  })
  return rows
}

/** Names of what came last; looked for among so many drafts. */
async function namesOf(reads: Reads): Promise<readonly string[]> {
  const names = new Set<string>()
  let from: { readonly arrival?: { readonly lt: number } } = {}
  for (let page = 0; page < mostPages; page += 1) {
    const columns = ['agreement', 'arrival'] as const
    const rows = await reads.select(drafts, { where: from, order: ['-arrival'], columns, limit: pageRows })
    for (const { agreement } of rows) if (names.size < mostNames) names.add(agreement)
    const last = rows.at(-1)
    if (last === undefined || rows.length < pageRows || names.size === mostNames) break
    from = { arrival: { lt: last.arrival } }
  }
  return [...names]
}

/** What each negotiator said last of each of these drafts: one that speaks without end hides no other. */
async function saidOf(reads: Reads, of: readonly DraftRow[]): Promise<ReadonlyMap<ActId, readonly PositionRow[]>> {
  const found: PositionRow[] = []
  for (const party of new Set(of.flatMap(({ negotiators }) => negotiators))) {
    const here = of.filter(({ negotiators }) => negotiators.includes(party)).map(({ act }) => act)
    const rows = await reads.select(positions, {
      where: { draft: { in: here }, party },
      order: ['-arrival'],
      each: 'draft',
      most: mostSaid,
      limit: here.length * mostSaid,
    })
    found.push(...rows)
  }
  return Map.groupBy(found, ({ draft }) => draft)
}

function draftLine(row: DraftRow, positionRows: readonly PositionRow[]) {
  const { act, author, at, negotiators, text, paragraphs } = tableWith(row, positionRows)
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
export async function tableOf(reads: Reads, draft: DraftRow) {
  return tableWith(draft, (await saidOf(reads, [draft])).get(draft.act) ?? [])
}

function tableWith(draft: DraftRow, positionRows: readonly PositionRow[]) {
  const said = positionRows
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
