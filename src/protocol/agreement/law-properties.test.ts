import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { lawOf } from './law.ts'
import { pairTable } from './pairs.ts'
import { statusOf } from './status.ts'
import { termsOf } from './term.ts'
import { anyCessation, anyClauses, anyMoment, anyStory, parties } from '../../../test/suites/agreement-story.ts'
import { bindingAt, inForce } from '../../../test/suites/agreement-asked.ts'
import type { AgreementEvent } from '#protocol/acts/agreement-deed.ts'

test('A4 the order in which facts arrive changes nothing', () => {
  fc.assert(
    fc.property(anyClauses, anyStory, anyCessation, fc.infiniteStream(fc.nat()), (clauses, story, end, shuffle) => {
      const events = [...story, end]
      const ranks = new Map(events.map((event) => [event, shuffle.next().value ?? 0]))
      const shuffled = events.toSorted((one, other) => (ranks.get(one) ?? 0) - (ranks.get(other) ?? 0))
      expect(lawOf(clauses, shuffled)).toEqual(lawOf(clauses, events))
    }),
  )
})

test('A4 whatever comes later never moves an entry into force nor who was bound before', () => {
  fc.assert(
    fc.property(anyClauses, anyStory, anyCessation, anyMoment, (clauses, story, end, at) => {
      const events = [...story, end]
      const before = events.filter((event) => event.at <= at)
      const earlier = lawOf(clauses, before).law
      const later = lawOf(clauses, events).law
      if (earlier.met !== undefined && earlier.met.at <= at)
        expect([later.met, later.entry]).toEqual([earlier.met, earlier.entry])
      expect(bindingAt(clauses, events, at)).toEqual(bindingAt(clauses, before, at))
    }),
    { numRuns: 300 },
  )
})

test('A4 between two on a date stands what stood on that date', () => {
  fc.assert(
    fc.property(anyClauses, anyStory, anyMoment, (clauses, events, at) => {
      const before = events.filter((event) => event.at <= at)
      const table = (known: readonly AgreementEvent[]) => pairTable({ clauses, law: lawOf(clauses, known).law, at })
      expect(table(events)).toEqual(table(before))
    }),
    { numRuns: 300 },
  )
})

test('A4 nobody is bound without a consent or a provisional application of its own or its predecessor', () => {
  fc.assert(
    fc.property(anyClauses, anyStory, (clauses, events) => {
      const { law } = lawOf(clauses, events)
      for (const party of law.parties.values()) {
        const [first] = termsOf(clauses, law, party.party)
        const given = [
          ...party.consents.map((one) => one.takenOver ?? one.at),
          ...party.provisional.map((span) => span.from),
        ]
        if (first !== undefined) expect(given.some((at) => at <= first.from)).toBe(true)
      }
    }),
  )
})

test('A4 terms of a party stand in order, end after they begin and do not overlap', () => {
  fc.assert(
    fc.property(anyClauses, anyStory, anyCessation, (clauses, story, end) => {
      for (const party of parties) {
        const terms = inForce(clauses, [...story, end], party)
        for (const [at, { from, until }] of terms.entries()) {
          if (until !== undefined) expect(from < until).toBe(true)
          const next = terms[at + 1]
          if (next !== undefined) expect(until !== undefined && until <= next.from).toBe(true)
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('A4 the status of any story on any date can be told', () => {
  fc.assert(
    fc.property(anyClauses, anyStory, anyMoment, (clauses, events, at) => {
      const status = statusOf(clauses, lawOf(clauses, events).law, at)
      expect(status.parties.map(({ party }) => party)).toEqual(status.parties.map(({ party }) => party).toSorted())
      if (status.state === 'in-force') expect(status.entry !== undefined && status.entry <= at).toBe(true)
    }),
  )
})
