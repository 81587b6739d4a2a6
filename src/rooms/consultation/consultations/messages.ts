import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { visibleTo } from '#platform/http/reader.ts'
import { countingForNothing } from '#platform/journal/received-proofs.ts'
import type { House } from '#charter/record/house.ts'
import { listActs } from '#charter/record/register.ts'
import { messages, spokenBy } from '../tables.ts'
import { sharesHeld, type ConsultationView, type Viewing } from './read.ts'

export type MessageView = {
  readonly act: ActId
  readonly author: Party
  readonly at: Instant
  readonly text: string
  readonly label: { readonly level: string; readonly category: string }
  /** What it speaks about, as far as the reader may see it. */
  readonly shares: readonly ActId[]
  /** How far it has come with each state that it was written to, by their receipts. */
  readonly parties: Readonly<Record<Party, string>>
}

/** A page of what participants wrote to one another, newest first; nobody else's words are read. */
export async function listMessages(
  house: House,
  viewing: Viewing,
  ask: {
    readonly of: Pick<ConsultationView, 'act' | 'author' | 'audience'>
    readonly after?: number
    readonly limit: number
  },
): Promise<readonly (MessageView & { readonly arrival: number; readonly counts: boolean })[]> {
  const { reads, reader } = viewing
  const { of, after, limit } = ask
  const word = { in: [of.author, ...of.audience].map((party) => spokenBy(of.act, party)) }
  const where = { word, ...visibleTo(reader), ...(after === undefined ? {} : { arrival: { lt: after } }) }
  const rows = await reads.select(messages, { where, order: ['-arrival'], limit })
  const acts = rows.map(({ act }) => act)
  const nothing = await countingForNothing(reads, acts)
  const told = rows.length === 0 ? [] : await listActs(house, reader, { acts, limit: acts.length })
  const held = await sharesHeld(viewing, [...new Set(rows.flatMap(({ message: { shares = [] } }) => shares))])
  return rows.map(({ act, arrival, author, at, level, category, message: { text, shares = [] } }) => {
    const parties = Object.entries(told.find((one) => one.act === act)?.parties ?? {})
    return {
      act,
      arrival,
      author,
      at,
      text,
      label: { level, category },
      shares: shares.filter((share) => held.some((one) => one.act === share)),
      parties: Object.fromEntries(parties.map(([party, { state }]) => [party, state])),
      counts: !nothing.has(act),
    }
  })
}
