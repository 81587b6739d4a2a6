import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import { parseInstant } from '#kernel/instant.ts'
import type { Instant } from '#kernel/instant.ts'
import { Clauses } from '#protocol/acts/agreement-clauses.ts'
import type { AgreementEvent } from '#protocol/acts/agreement-deed.ts'
import type { Party } from '#protocol/identity/party.ts'
import { dateText } from './day.ts'
import { readAgreementFacts } from './facts.ts'
import { lawOf } from './law.ts'
import { statusOf } from './status.ts'
import { termsOf } from './term.ts'

const vector = (name: string) => readFileSync(new URL(`../../../vectors/agreement/${name}`, import.meta.url))

interface Treaty {
  readonly title: string
  readonly clauses: unknown
  readonly consents: number
  readonly deciding: string
  readonly entry: string
}

const { treaties } = JSON.parse(String(vector('entry-into-force.json'))) as { treaties: readonly Treaty[] }
const noon = (day: string): Instant => parseInstant(`${day}T17:00:00.000Z`) as Instant

/** As many accessions before the deciding one as the rule leaves, a month apart. */
function accessions(count: number, deciding: string): readonly AgreementEvent[] {
  const lastMs = Date.parse(noon(deciding))
  return Array.from({ length: count }, (_, at) => ({
    id: `accession-${at}`,
    party: `state-${at}` as Party,
    at: new Date(lastMs - (count - 1 - at) * 30 * 86_400_000).toISOString() as Instant,
    deed: { kind: 'accession' },
  }))
}

test.each(treaties)('A2 $title enters into force on $entry', ({ clauses: raw, consents, deciding, entry }) => {
  const clauses = Clauses.parse(raw)
  const events = accessions(consents, deciding)
  const { law, refused } = lawOf(clauses, events)
  expect(refused).toEqual([])
  expect(law.met?.at).toBe(noon(deciding))
  expect(dateText(law.entry ?? noon(deciding), clauses.utcOffset)).toBe(entry)
  expect(lawOf(clauses, events.slice(1)).law.entry).toBeUndefined()
})

const read = readAgreementFacts(vector('law-of-treaties.json'))
if (isRefusal(read)) throw new Error(JSON.stringify(read.params))
const { clauses, events } = read

test('A3 the Vienna Convention enters into force on 27 January 1980, thirty days after the accession of Togo', () => {
  const { law, refused } = lawOf(clauses, events)
  expect(refused).toEqual([])
  expect(law.met?.event).toBe('tgo-1')
  expect(dateText(law.entry ?? noon('1970-01-01'), clauses.utcOffset)).toBe('1980-01-27')
})

test('A3 counted from a list of today’s parties it would be 2 February 1980', () => {
  const { law } = lawOf(clauses, events)
  const today = statusOf(clauses, law, noon('2026-11-22')).parties.filter(({ state }) => state === 'party')
  const listed = new Set(today.map(({ party }) => party))
  // Such a list has the Democratic Republic of the Congo with the date of Zaire, and no Yugoslavia.
  const renamed = events.map((event) => (event.party === 'zar' ? { ...event, party: 'cod' as Party } : event))
  const ofToday = renamed.filter(({ party, deed }) => listed.has(party) && deed.kind !== 'cessation')
  const { law: wrong } = lawOf(clauses, ofToday)
  expect(dateText(wrong.entry ?? noon('1970-01-01'), clauses.utcOffset)).toBe('1980-02-02')
})

test('A3 a state that ceased to exist was bound while it existed, and its successors from their own notice on', () => {
  const { law } = lawOf(clauses, events)
  const dates = (party: string) =>
    termsOf(clauses, law, party as Party).map(({ from, until }) => [
      dateText(from, clauses.utcOffset),
      until && dateText(until, clauses.utcOffset),
    ])
  expect(dates('yug')).toEqual([['1980-01-27', '1992-04-27']])
  expect(dates('svn')).toEqual([['1992-07-06', undefined]])
  expect(dates('zar')).toEqual([['1980-01-27', '1997-05-17']])
  expect(dates('cod')).toEqual([['1997-05-17', undefined]])
  expect(dates('rwa')).toEqual([['1980-02-02', undefined]])
})
