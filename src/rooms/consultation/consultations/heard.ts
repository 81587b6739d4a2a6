import type { Instant } from '#kernel/instant.ts'
import { consultationEnds, consultationReplies, type ConsultationReplyName } from '#protocol/acts/consultation.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { countingForNothing } from '#platform/journal/received-proofs.ts'
import { spokenBy, words, type consultations, type PaperPart } from '../tables.ts'
import type { Paper } from './agreeing.ts'
import { mostTimes } from './decide.ts'
import { mostAssents, mostPapers } from './papers.ts'
import { stanceOf, type Reply, type Stance } from './state.ts'

export type ConsultationRow = Row<typeof consultations>
export type WordRow = Row<typeof words>

/** Of what is said once so much is looked at. */
const mostOfEach = 4

export const paperParts = ['minutes', 'referral'] as const

/** What counts of what was said of consultations, by its name. */
export type Facts = ReadonlyMap<string, readonly WordRow[]>

const wordIn = ({ act, level, category }: ConsultationRow, author: Party, part: string) =>
  spokenBy(act, author, level, category, part, '')

/** What participants say under the label of each consultation: no other word is read. What is unrecorded or untrusted satisfies nothing. */
export async function factsOf(reads: Reads, rows: readonly ConsultationRow[]): Promise<Facts> {
  const by = (row: ConsultationRow, part: string) => participantsIn(row).map((party) => wordIn(row, party, part))
  const most = [
    [mostOfEach, (row: ConsultationRow) => consultationEnds.map((end) => wordIn(row, row.author, end))],
    [
      mostTimes + 1,
      (row: ConsultationRow) => [
        wordIn(row, row.author, 'times'),
        ...row.audience.flatMap((party) => consultationReplies.map((reply) => wordIn(row, party, reply))),
      ],
    ],
    [mostPapers, (row: ConsultationRow) => paperParts.flatMap((part) => by(row, part))],
    [mostAssents, (row: ConsultationRow) => by(row, 'assents')],
  ] as const
  const said: WordRow[] = []
  for (const [each, named] of most) said.push(...(await wordsNamed(reads, rows.flatMap(named), each)))
  const nothing = await countingForNothing(
    reads,
    said.map(({ act }) => act),
  )
  return Map.groupBy(
    said.filter(({ act }) => !nothing.has(act)),
    ({ word }) => word,
  )
}

/** Of each word the first so many rows. */
async function wordsNamed(reads: Reads, names: readonly string[], most: number): Promise<readonly WordRow[]> {
  if (names.length === 0) return []
  const where = { word: { in: names } }
  return reads.select(words, { where, order: ['arrival'], each: 'word', most, limit: names.length * most })
}

export const participantsIn = ({ author, audience }: ConsultationRow): readonly Party[] => [author, ...audience]

interface Proposed {
  readonly revision: number
  readonly meetsAt: Instant
  readonly zone: string
}

/** The last of the times that who asked for it has proposed; of two of the same number every house takes the same. */
export function proposedNow(row: ConsultationRow, facts: Facts): Proposed {
  const { meetsAt, zone } = row.request
  const later = (facts.get(wordIn(row, row.author, 'times')) ?? []).toSorted(
    (one, other) => (other.body.revision ?? 0) - (one.body.revision ?? 0) || (one.act < other.act ? -1 : 1),
  )
  const [last] = later
  if (last === undefined) return { revision: 0, meetsAt, zone }
  const { revision = 0, meetsAt: next = meetsAt, zone: nextZone = zone } = last.body
  return { revision, meetsAt: next as Instant, zone: nextZone }
}

/** How one invited state stands, and its word that says so. */
export function repliedBy(row: ConsultationRow, party: Party, facts: Facts): { stance: Stance; word?: WordRow } {
  const { revision } = proposedNow(row, facts)
  const said = consultationReplies.flatMap((reply) => facts.get(wordIn(row, party, reply)) ?? [])
  const replies = said.map((word): Reply => ({
    reply: word.part as ConsultationReplyName,
    revision: word.body.revision ?? 0,
  }))
  const stance = stanceOf(replies, revision)
  const those = said.filter(
    ({ part, body }) => part === stance && (stance === 'declined' || body.revision === revision),
  )
  const [word] = those.toSorted((one, other) => (one.act < other.act ? -1 : 1))
  return word === undefined ? { stance } : { stance, word }
}

/** Withdrawn weighs more than closed, in whichever order they were heard. */
export function endOf(row: ConsultationRow, facts: Facts): WordRow | undefined {
  return (['withdrawn', 'closed'] as const).flatMap((part) => facts.get(wordIn(row, row.author, part)) ?? [])[0]
}

export type PaperRow = Paper & { readonly word: WordRow }

/** Texts that were put to those who consult, each with who agrees to it. What its author is not to put, or leaves out who asked, is none. */
export function papersIn(row: ConsultationRow, part: PaperPart, facts: Facts): readonly PaperRow[] {
  const participants = participantsIn(row)
  const assents = participants.flatMap((party) => facts.get(wordIn(row, party, 'assents')) ?? [])
  return participants.flatMap((author) =>
    (facts.get(wordIn(row, author, part)) ?? []).flatMap((word): readonly PaperRow[] => {
      const { revision = 0, digest = '', parties = [] } = word.body
      const isFit = parties.includes(author) && parties.includes(row.author)
      if (!isFit || !parties.every((party) => participants.includes(party))) return []
      const given = assents
        .filter(({ body, author: by }) => body.paper === word.act && body.digest === digest && parties.includes(by))
        .toSorted((one, other) => (one.at > other.at ? -1 : 1))
      const dated = given.map(({ author: by, at }) => [by, at] as const)
      return [{ act: word.act, author, revision, digest, parties, assents: Object.fromEntries(dated), word }]
    }),
  )
}
