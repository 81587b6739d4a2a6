import { expect, test } from 'vitest'
import { addMs, instantOf } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { AgreementText } from '#protocol/acts/agreement-text.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { insert } from '#platform/db/table.ts'
import { draftsOf, draftsUnderWay, tableOf } from './negotiating.ts'
import { drafts, positions } from './tables.ts'

const begun = instantOf(1_795_000_000_000)
const negotiators: readonly Party[] = ['alt' as Party, 'bor' as Party]
const text = (version: number): AgreementText => ({
  version,
  authentic: [
    {
      language: 'en',
      articles: [{ number: '1', paragraphs: [{ number: '1', text: 'Each Party informs the other.' }] }],
    },
  ],
  courtesy: [],
})
const draft = (agreement: string, count: number) => ({
  act: `act--${agreement}-${count}` as ActId,
  arrival: count,
  agreement,
  author: 'alt' as Party,
  at: addMs(begun, count),
  negotiators,
  text: text(Math.min(count, 9999)),
})
const position = (party: string, kind: 'agree' | 'object', arrival: number) => ({
  act: `act--${party}-${arrival}` as ActId,
  arrival,
  draft: 'act--waters-6000' as ActId,
  party: party as Party,
  at: addMs(begun, arrival),
  said: [{ article: '1', paragraph: '1', position: { kind } }],
})

test('a draft that comes after 5,000 others is the newest under its name', async () => {
  await using store = new SimulatedDatabase().connect()
  const rows = [draft('roads', 1), ...Array.from({ length: 5200 }, (_, count) => draft('waters', 801 + count))]
  await store.transaction((tx) => tx.apply(rows.map((row) => insert(drafts, row))))
  const shown = await draftsUnderWay(store)
  expect(shown.map(({ agreement, version }) => [agreement, version])).toEqual([
    ['waters', 6000],
    ['roads', 1],
  ])
  expect((await draftsOf(store, 'waters'))[0]).toMatchObject({ version: 6000 })
})

test('a negotiator that states its position without end hides no other’s', async () => {
  await using store = new SimulatedDatabase().connect()
  const newest = draft('waters', 6000)
  const said = [
    position('bor', 'agree', 1),
    ...Array.from({ length: 5200 }, (_, count) => position('alt', count === 5199 ? 'agree' : 'object', 10 + count)),
  ]
  await store.transaction((tx) => tx.apply([insert(drafts, newest), ...said.map((row) => insert(positions, row))]))
  expect((await tableOf(store, newest)).isAgreed).toBe(true)
  expect(await draftsUnderWay(store)).toMatchObject([{ agreed: 1, paragraphs: 1 }])
})
