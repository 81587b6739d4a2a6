import { expect, test } from 'vitest'
import { addMs, instantOf } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { insert } from '#platform/db/table.ts'
import { logged, type Logged } from './outgoing-log.ts'
import { outgoing } from './tables.ts'

const at = instantOf(1_795_000_000_000)
const number = (count: number) => String(count).padStart(4, '0')

test('outgoing: 400 lines of one moment are all listed, page by page', async () => {
  await using store = new SimulatedDatabase().connect()
  const row = { type: 'alert.overdue', subject: 'act--0' as ActId, data: {}, state: 'sent' as const, attempts: 1 }
  const lines = Array.from({ length: 410 }, (_, count) => ({
    ...row,
    adapter: count % 2 === 0 ? 'desk' : 'mail',
    id: `msg_${number(Math.floor(count / 2))}`,
    at: count < 400 ? at : addMs(at, count < 405 ? 1000 : -1000),
    next_at: at,
    error: null,
  }))
  await store.transaction((tx) => tx.apply(lines.map((line) => insert(outgoing, line))))
  const found: Logged[] = []
  for (let position: readonly unknown[] = []; ;) {
    const page = await logged(store, 50, position)
    found.push(...page)
    const last = page.at(-1)
    if (last === undefined) break
    position = [last.at, last.id, last.adapter]
  }
  const name = (line: Pick<Logged, 'at' | 'id' | 'adapter'>) => `${line.id} ${line.adapter}`
  expect(found).toHaveLength(410)
  expect(new Set(found.map(name))).toEqual(new Set(lines.map(name)))
  expect(found.map((line) => line.at)).toEqual(
    found
      .map((line) => line.at)
      .toSorted()
      .toReversed(),
  )
})
