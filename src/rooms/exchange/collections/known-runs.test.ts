import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import type { Reads } from '#platform/db/store.ts'
import { insert } from '#platform/db/table.ts'
import { revocations } from '../tables.ts'
import { dateShares, writeDated } from './dating.ts'
import { KnownLayouts, type Run } from './known-runs.ts'
import { layOut } from './laying.ts'
import { layoutOf } from './layout.ts'
import { pageOf } from './page.ts'
import {
  anyQuestion,
  anyShare,
  pagesOf,
  portsOf,
  queryOf,
  takeBack,
  unlaid,
  worldOf,
  write,
  type Share,
} from '../../../../test/suites/shared-objects.ts'

test('TAXII 3.4: what a process remembers is what it would read, whatever is shared, laid out and taken back meanwhile', async () => {
  const step = fc.record({ share: anyShare, isLaid: fc.boolean(), takesBack: fc.nat(20) })
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 10 }),
      anyQuestion,
      async (steps, { levels, holds, filter, version, limit }) => {
        await using store = new SimulatedDatabase().connect()
        const ports = portsOf(store)
        const query = queryOf(`${filter}&match[version]=${version}`)
        const scope = { reads: store, shares: { level: { in: levels }, ...holds } }
        const known = new KnownLayouts()
        const agrees = async () => {
          const read = await pagesOf(scope, query, limit)
          expect(await pagesOf({ ...scope, known }, query, limit)).toEqual(read)
          expect(await pagesOf({ ...scope, known }, query, 1000)).toEqual(read)
        }
        for (const [at, { share, isLaid, takesBack }] of steps.entries()) {
          await write(store, at + 1, share)
          await dateShares(ports)
          await agrees()
          if (isLaid) await layOut(ports)
          await agrees()
          await takeBack(store, takesBack + 1)
          await agrees()
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('TAXII 3.4: a page of what is known asks the database how it stands, and nothing else', async () => {
  const objects = Array.from({ length: 30 }, (_, at) => [at, 1, false] as const)
  const share: Share = { author: 'alt', level: 'open', profile: false, objects, signed: 1, gone: 'no' }
  await using store = await worldOf([share, share])
  let asked: string[] = []
  const reads: Reads = {
    ...unlaid(store),
    select: (table, query) => {
      asked.push(table.name)
      return store.select(table, query)
    },
  }
  const scope = { reads, shares: {}, known: new KnownLayouts() }
  const query = queryOf('match[type]=tool,file')
  const first = await pagesOf(scope, query, 3)
  expect(first).toHaveLength(20)
  asked = []
  expect(await pagesOf(scope, query, 3)).toEqual(first)
  expect([...new Set(asked)]).toEqual(['exchange.dated', 'exchange.added'])
})

test('TAXII 3.4: the page after a page is known before it is asked for, and what two ask at once is read once', async () => {
  const shares = Array.from({ length: 40 }, (_, signed): Share => {
    const objects = Array.from({ length: 60 }, (__, at) => [signed * 60 + at, 1, false] as const)
    return { author: 'alt', level: 'open', profile: false, objects, signed, gone: 'no' }
  })
  await using store = await worldOf(shares)
  let asked: string[] = []
  const select: Reads['select'] = (table, query) => {
    asked.push(table.name)
    return store.select(table, query)
  }
  const scope = { reads: { ...unlaid(store), select }, shares: {}, known: new KnownLayouts() }
  const query = queryOf('match[version]=all')
  const first = await pageOf(scope, query, { limit: 300, bytes: 1e9 })
  await first.readAhead?.()
  asked = []
  const second = await pageOf(scope, { ...query, addedAfter: first.until }, { limit: 300, bytes: 1e9 })
  expect([second.found.length, asked]).toEqual([300, ['exchange.dated']])
  asked = []
  const [one, other] = await Promise.all([pagesOf(scope, query, 700), pagesOf(scope, query, 700)])
  expect(one).toHaveLength(2400)
  expect(other).toEqual(one)
  const alone = asked.filter((name) => name === 'exchange.stretch').length
  asked = []
  await pagesOf({ ...scope, known: new KnownLayouts() }, query, 700)
  expect(alone).toBeLessThanOrEqual(asked.filter((name) => name === 'exchange.stretch').length)
})

test('TAXII 3.4: that the next pages are known is told without a gap, as far as all there is', async () => {
  const known = new KnownLayouts().of({ laid: 100, state: 'one' })
  const run = (after: number, until: number, count: number): Run => {
    const found = Array.from({ length: count }, (_, at) => {
      return { date: after + 1 + at, arrival: 1, position: after + 1 + at, start: at * 10, length: 9 }
    })
    return { found, until, looked: count }
  }
  const reaches = (after: number, objects: number) => known.reaches('q', after, { objects, end: 100 })
  expect(reaches(0, 1)).toBe(false)
  for (const [after, until, count] of [
    [0, 20, 10],
    [20, 40, 5],
    [60, 100, 20],
  ] as const)
    await known.keepRun('q', after, Promise.resolve(run(after, until, count)))
  expect([reaches(0, 15), reaches(0, 16), reaches(20, 5), reaches(20, 6)]).toEqual([true, false, true, false])
  // Of a run that begins before the date nothing is counted; what is known to the end is enough.
  expect([reaches(10, 5), reaches(10, 6), reaches(40, 1)]).toEqual([true, false, false])
  expect([reaches(60, 20), reaches(60, 5000), reaches(70, 5000), reaches(100, 1)]).toEqual([true, true, true, true])
  expect(known.reaches('other', 0, { objects: 1, end: 100 })).toBe(false)
})

test('STIX 3.6: what only comes leaves what is known, and what revokes an object ends it, however it is given its date', async () => {
  const share: Share = { author: 'alt', level: 'open', profile: false, objects: [[0, 1, false]], signed: 1, gone: 'no' }
  await using store = await worldOf([share])
  const ports = portsOf(store)
  const stateAfter = async (one: Share, arrival: number) => {
    await write(store, arrival, one)
    await dateShares(ports)
    return (await layoutOf(store)).state
  }
  const before = (await layoutOf(store)).state
  expect(await stateAfter({ ...share, objects: [[1, 1, false]] }, 2)).toBe(before)
  const revoked = await stateAfter({ ...share, objects: [[0, 2, true]] }, 3)
  expect(revoked).not.toBe(before)
  const changes = [insert(revocations, { arrival: 4, position: 0, id: 'malware--0', modified: '2026-01-03T00:00:00Z' })]
  await store.transaction((tx) => writeDated(ports, tx, { changes, collection: 'profile' }))
  expect((await layoutOf(store)).state).not.toBe(revoked)
})
