import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { packRows } from '#platform/db/packed-rows.ts'
import { foresee, question, selectAll } from '#platform/db/select-all.ts'
import type { Query, Table } from '#platform/db/table.ts'
import { insert, keep, pack, put, remove, update } from '#platform/db/table.ts'
import { fill, item, items, notes, places } from './items.ts'
import type { Item, OpenStore, Rule } from './items.ts'
import { processes, snapshots, transactions } from './store-transactions.ts'

/** What every adapter of the Store port must do. */
export function storeSuite(name: string, open: () => Promise<OpenStore>): void {
  const rule: Rule = (claim, body) => {
    test(`${name}: ${claim}`, async () => {
      await using opened = await open()
      await body(opened)
    })
  }
  rows(rule)
  tablesInTurn(rule)
  conditions(rule)
  choices(rule)
  several(rule)
  refusals(rule)
  transactions(rule)
  snapshots(rule)
  processes(rule)
}

function rows(rule: Rule): void {
  rule('a row comes back as it went in, every type and null', async ({ store }) => {
    const full = item(1, {
      name: 'жэ 汉 𐍈 \u{10ffff} "\\\t\n',
      isOpen: true,
      content: Uint8Array.from([0, 1, 127, 128, 255]),
      tags: ['', 'a"b', 'c,d', 'null', '{x}', '\\'],
      extra: { b: [1, 'ж', null, true, -1.5e-7], a: { deep: 'x' } },
    })
    await fill(store, [full, item(Number.MAX_SAFE_INTEGER), item(Number.MIN_SAFE_INTEGER)])
    expect(await store.find(items, { shelf: 'a', place: 1 })).toEqual(full)
    expect(await store.find(items, { shelf: 'a', place: 2 })).toBeUndefined()
    expect((await store.find(items, { shelf: 'a', place: 1 }))?.content).toBeInstanceOf(Uint8Array)
    expect(await places(store, {})).toEqual([Number.MIN_SAFE_INTEGER, 1, Number.MAX_SAFE_INTEGER])
  })

  rule('a thousand rows come back as they went in, whatever way they are written', async ({ store }) => {
    const many = Array.from({ length: 1000 }, (_, place) =>
      item(place, {
        name: place % 3 === 0 ? null : `n${place}`,
        content: place % 2 === 0 ? null : new Uint8Array(place).fill(place),
        tags: place % 5 === 0 ? [] : [`t${place}`, 'я'],
        extra: place % 7 === 0 ? { place } : null,
        isOpen: place % 2 === 0,
      }),
    )
    await fill(store, many)
    expect(await store.select(items, {})).toEqual(many)
  })

  rule('packed rows are inserted like others, between others, and fault on a key that exists', async ({ store }) => {
    const many = Array.from({ length: 30 }, (_, at) => item(at + 2, { name: `n${at}`, tags: ['я', ''], extra: { at } }))
    const changes = [insert(items, item(1)), pack(items, packRows(items, many)), insert(items, item(40))]
    expect(await store.transaction((tx) => tx.apply(changes))).toEqual([1, 30, 1])
    expect(await store.select(items, {})).toEqual([item(1), ...many, item(40)])
    const again = store.transaction((tx) => tx.apply([pack(items, packRows(items, many.slice(0, 1)))]))
    await expect(again).rejects.toMatchObject({ code: 'db-duplicate' })
  })

  rule('put replaces, keep does not, and each change answers the rows it touched', async ({ store }) => {
    const touched = await store.transaction((tx) =>
      tx.apply([
        insert(items, item(1, { name: 'first' })),
        keep(items, item(1, { name: 'second' })),
        keep(items, item(2, { name: 'kept' })),
        put(items, item(1, { name: 'third' })),
        put(items, item(3, { name: 'new' })),
        update(items, { place: { gte: 2 } }, { isOpen: true, name: null }),
        remove(items, { place: 3 }),
        remove(items, { place: 99 }),
      ]),
    )
    expect(touched).toEqual([1, 0, 1, 1, 1, 2, 1, 0])
    expect(await store.select(items, {})).toEqual([item(1, { name: 'third' }), item(2, { isOpen: true })])
  })

  rule('runs of put and keep write in order, the last put of a key wins, the first keep does', async ({ store }) => {
    const numbers = Array.from({ length: 50 }, (_, at) => at % 10)
    const kept = await store.transaction((tx) =>
      tx.apply(numbers.map((place, at) => keep(items, item(place, { name: `keep ${at}` })))),
    )
    expect(kept).toEqual(numbers.map((_, at) => (at < 10 ? 1 : 0)))
    const putTouched = await store.transaction((tx) =>
      tx.apply(numbers.map((place, at) => put(items, item(place, { shelf: 'b', name: `put ${at}` })))),
    )
    expect(putTouched).toEqual(numbers.map(() => 1))
    expect((await store.find(items, { shelf: 'a', place: 4 }))?.name).toBe('keep 4')
    expect((await store.find(items, { shelf: 'b', place: 4 }))?.name).toBe('put 44')
  })
}

function tablesInTurn(rule: Rule): void {
  rule('changes on tables in turn answer what each touched, and one that is refused undoes all', async ({ store }) => {
    await fill(store, [item(1), item(2)])
    const said = (id: string) => ({ id, said: 'one' })
    const touched = await store.transaction((tx) =>
      tx.apply([
        update(items, { place: { gte: 1 } }, { isOpen: true }),
        insert(notes, said('x')),
        insert(notes, said('y')),
        remove(items, { place: 2 }),
        keep(notes, said('x')),
        put(items, item(3)),
        remove(notes, { id: { in: ['x', 'y', 'z'] } }),
        keep(items, item(4)),
        keep(notes, said('z')),
      ]),
    )
    expect(touched).toEqual([2, 1, 1, 1, 0, 1, 2, 1, 1])
    const held = async () => [await store.select(items, {}), await store.select(notes, {})]
    const before = [[item(1, { isOpen: true }), item(3), item(4)], [said('z')]]
    expect(await held()).toEqual(before)
    const refused = store.transaction((tx) => tx.apply([remove(items, { place: 1 }), insert(notes, said('z'))]))
    await expect(refused).rejects.toMatchObject({ code: 'db-duplicate' })
    expect(await held()).toEqual(before)
  })

  rule('a table of keys alone can be put and kept', async ({ store }) => {
    const touched = await store.transaction((tx) =>
      tx.apply([
        put(notes, { id: 'x', said: 'one' }),
        put(notes, { id: 'x', said: 'two' }),
        keep(notes, { id: 'x', said: 'three' }),
      ]),
    )
    expect(touched).toEqual([1, 1, 0])
    expect(await store.select(notes, {})).toEqual([{ id: 'x', said: 'two' }])
  })
}

function conditions(rule: Rule): void {
  rule('conditions choose rows as they read', async ({ store }) => {
    await fill(store, [
      item(1, { name: 'ab', tags: ['x', 'y'], content: Uint8Array.of(1) }),
      item(2, { name: 'abc', tags: ['y'], isOpen: true, content: Uint8Array.of(2) }),
      item(3, { name: 'b', extra: { a: 1 } }),
      item(4),
    ])
    expect(await places(store, { where: { name: 'ab' } })).toEqual([1])
    expect(await places(store, { where: { name: null } })).toEqual([4])
    expect(await places(store, { where: { name: { not: null } } })).toEqual([1, 2, 3])
    expect(await places(store, { where: { name: { not: 'ab' } } })).toEqual([2, 3, 4])
    expect(await places(store, { where: { name: { gt: 'ab' } } })).toEqual([2, 3])
    expect(await places(store, { where: { name: { prefix: 'ab' } } })).toEqual([1, 2])
    expect(await places(store, { where: { name: { prefix: '' } } })).toEqual([1, 2, 3])
    expect(await places(store, { where: { name: { holds: 'b' } } })).toEqual([1, 2, 3])
    expect(await places(store, { where: { name: { holds: 'ab' } } })).toEqual([1, 2])
    for (const text of ['%', '_', 'a%c', String.raw`a\b`, '\\', 'B'])
      expect(await places(store, { where: { name: { holds: text } } })).toEqual([])
    expect(await places(store, { where: { name: { pairs: 'b' } } })).toEqual([1, 2, 3])
    expect(await places(store, { where: { name: { pairs: 'ab' } } })).toEqual([1, 2])
    for (const text of ['ba', 'a_', 'abcd'])
      expect(await places(store, { where: { name: { pairs: text } } })).toEqual([])
    expect(await places(store, { where: { name: { in: ['b', 'ab', 'zz'] } } })).toEqual([1, 3])
    expect(await places(store, { where: { name: { in: [] } } })).toEqual([])
    expect(await places(store, { where: { place: { gt: 1, lte: 3 }, isOpen: false } })).toEqual([3])
    expect(await places(store, { where: { place: { in: [4, 2, 2] } } })).toEqual([2, 4])
    expect(await places(store, { where: { tags: { has: 'y' } } })).toEqual([1, 2])
    expect(await places(store, { where: { tags: ['y'] } })).toEqual([2])
    expect(await places(store, { where: { tags: [] } })).toEqual([3, 4])
    expect(await places(store, { where: { content: Uint8Array.of(2) } })).toEqual([2])
    expect(await places(store, { where: { content: { in: [Uint8Array.of(2), Uint8Array.of(9)] } } })).toEqual([2])
    expect(await places(store, { where: { isOpen: { in: [true] } } })).toEqual([2])
    expect(await places(store, { where: { extra: { not: null } } })).toEqual([3])
  })

  rule('text sorts by code point, null last going up and first going down', async ({ store }) => {
    const names = ['Z', 'a', 'ä', 'я', '\uffee', '𐍈', '\u{10ffff}']
    await fill(store, [...names.map((name, place) => item(place, { name })), item(99)])
    const upwards = [...names.keys(), 99]
    expect(await places(store, { order: ['name'] })).toEqual(upwards)
    expect(await places(store, { order: ['-name'] })).toEqual(upwards.toReversed())
    expect(await places(store, { order: ['isOpen', '-place'], limit: 2 })).toEqual([99, 6])
    expect(await places(store, { where: { name: { lt: '𐍈', gte: 'я' } } })).toEqual([3, 4])
    expect(await places(store, { where: { name: { prefix: '\u{10ffff}' } } })).toEqual([6])
    expect(await places(store, { where: { name: { prefix: '\ud7ff' } } })).toEqual([])
  })

  rule('limit, columns, count and greatest', async ({ store }) => {
    expect(await store.greatest(items, 'place')).toBeUndefined()
    await fill(store, [item(1), item(5), item(3, { isOpen: true })])
    expect(await places(store, { limit: 2 })).toEqual([1, 3])
    expect(await places(store, { limit: 0 })).toEqual([])
    expect(await store.select(items, { columns: ['place'], limit: 1 })).toEqual([{ place: 1 }])
    expect(await store.count(items, {}, 2)).toBe(2)
    expect(await store.count(items, { isOpen: true }, 100)).toBe(1)
    expect(await store.greatest(items, 'place')).toBe(5)
    expect(await store.greatest(items, 'place', { isOpen: true })).toBe(3)
    expect(await store.greatest(items, 'place', { shelf: 'none' })).toBeUndefined()
  })
}

function choices(rule: Rule): void {
  rule('rows of keys, rows whose value another row has too, and the first of each value', async ({ store }) => {
    const shelves = ['a', 'b', 'c'].flatMap((shelf) =>
      [1, 2, 3, 4].map((place) => item(place, { shelf, name: `${shelf}${place % 3}` })),
    )
    await fill(store, shelves)
    const keys = [
      { shelf: 'c', place: 2 },
      { shelf: 'a', place: 4 },
      { shelf: 'a', place: 9 },
      { shelf: 'a', place: 4 },
    ]
    const said = async (query: Query<typeof items>) =>
      (await store.select(items, query)).map(({ shelf, place }) => `${shelf}${place}`)
    expect(await said({ keys })).toEqual(['a4', 'c2'])
    expect(await said({ keys, where: { place: { gt: 2 } } })).toEqual(['a4'])
    expect(await said({ keys: [] })).toEqual([])
    expect(await said({ repeated: 'name', where: { shelf: 'b' } })).toEqual(['b1', 'b4'])
    expect(await said({ repeated: 'name', where: { place: 1 } })).toEqual(['a1', 'b1', 'c1'])
    expect(await said({ repeated: 'name', where: { place: 2 } })).toEqual([])
    const where = { shelf: { in: ['a', 'c', 'c', 'none'] }, place: { gt: 1 } }
    const order = ['place', '-shelf'] as const
    expect(await said({ each: 'shelf', where, order, limit: 3 })).toEqual(['c2', 'a2', 'c3'])
    expect(await said({ each: 'shelf', where, order, limit: 99, columns: ['place', 'shelf'] })).toHaveLength(6)
    expect(await said({ each: 'shelf', repeated: 'name', where, order, limit: 9 })).toEqual(['c4', 'a4'])
    expect(await said({ each: 'shelf', where, order, limit: 9, most: 2 })).toEqual(['c2', 'a2', 'c3', 'a3'])
    expect(await said({ each: 'shelf', where, order, limit: 3, most: 2 })).toEqual(['c2', 'a2', 'c3'])
  })
}

function several(rule: Rule): void {
  rule(
    'several questions at once are answered as each would be alone, in whatever order their rows come',
    async ({ store }) => {
      const full = { tags: ['x', '{"y"}'], extra: { b: [1, null] }, content: Uint8Array.of(0, 255), isOpen: true }
      await fill(store, [item(1, { name: 'жэ', ...full }), item(2), item(3, { shelf: 'b', name: null })])
      await store.transaction((tx) => tx.apply([insert(notes, { id: 'x', said: 'one' })]))
      const asked = [
        question(items, { where: { shelf: 'a' } }),
        question(notes, { where: { id: { in: ['x', 'y'] } } }),
        question(items, { where: { place: { gt: 1 } }, order: ['-place'], limit: 1, columns: ['place', 'content'] }),
        question(notes, { where: { id: 'none' } }),
        question(items, { each: 'shelf', where: { shelf: { in: ['a', 'b'] }, isOpen: false }, limit: 5 }),
      ] as const
      const alone = await Promise.all(asked.map(({ table, query }) => store.select<Table>(table, query)))
      const answers: readonly (readonly object[])[] = await selectAll<Table>(store, asked)
      for (const [at, rows] of answers.entries()) expect(new Set(rows.map(text))).toEqual(new Set(alone[at]?.map(text)))
      expect(answers.map((rows) => rows.length)).toEqual([2, 1, 1, 0, 2])
      expect(await selectAll(store, [])).toEqual([])
    },
  )

  rule('what is foreseen is answered once as it stood, and everything else as it stands', async ({ store }) => {
    await fill(store, [item(1), item(2)])
    const first = { where: { place: 1 } }
    const reads = await foresee(store, [question(items, first)])
    await store.transaction((tx) => tx.apply([update(items, {}, { name: 'later' })]))
    const named = async (query: Query<typeof items>) => (await reads.select(items, query)).map(({ name }) => name)
    expect(await named({ where: { place: 2 } })).toEqual(['later'])
    expect(await named({ ...first })).toEqual([null])
    expect(await named(first)).toEqual(['later'])
    expect(await reads.count(items, {}, 9)).toBe(2)
    expect(await reads.greatest(items, 'place')).toBe(2)
    expect(await selectAll(reads, [question(items, { limit: 1 })])).toHaveLength(1)
  })
}

const text = (row: object): string => inspect(row)

function refusals(rule: Rule): void {
  rule('what a column cannot hold is a fault', async ({ store }) => {
    const bad: readonly (readonly [Partial<Item>, string])[] = [
      [{ name: 'nul \0' }, 'db-value'],
      [{ name: 'lone \ud800' }, 'db-value'],
      [{ place: 2 ** 53 }, 'db-value'],
      [{ place: 0.5 }, 'db-value'],
      [{ tags: ['\0'] }, 'db-value'],
      [{ extra: { text: '\0' } }, 'db-value'],
      [{ extra: { number: Number.NaN } }, 'db-value'],
      [{ shelf: null as unknown as string }, 'db-value'],
      [{ shelf: undefined as unknown as string }, 'db-value'],
      [{ stranger: 1 } as Partial<Item>, 'db-column'],
    ]
    for (const [more, code] of bad) {
      await expect(fill(store, [item(1, more)]), JSON.stringify(more)).rejects.toMatchObject({ code })
    }
    expect(await store.count(items, {}, 1)).toBe(0)
  })

  rule('a condition or column that is not there is a fault, never all rows', async ({ store }) => {
    const unset = { name: undefined } as unknown as { name: string }
    await expect(store.select(items, { where: unset })).rejects.toMatchObject({ code: 'db-value' })
    await expect(store.select(items, { where: { place: {} } })).rejects.toMatchObject({ code: 'db-condition' })
    const stranger = { stranger: 1 } as unknown as { place: number }
    await expect(store.select(items, { where: stranger })).rejects.toMatchObject({ code: 'db-column' })
    const column = 'place" desc --' as 'place'
    await expect(store.select(items, { order: [column] })).rejects.toMatchObject({ code: 'db-column' })
    await expect(store.select(items, { columns: [column] })).rejects.toMatchObject({ code: 'db-column' })
    await expect(store.greatest(items, column)).rejects.toMatchObject({ code: 'db-column' })
    await expect(store.select(items, { limit: -1 })).rejects.toMatchObject({ code: 'db-limit' })
    await expect(store.find(items, { shelf: 'a' } as never)).rejects.toMatchObject({ code: 'db-value' })
    const set = { place: undefined } as unknown as { place: number }
    await expect(store.transaction((tx) => tx.apply([update(items, {}, set)]))).rejects.toMatchObject({
      code: 'db-value',
    })
  })

  rule(
    'an inserted key that exists is a fault and rolls everything back, among few rows and among many',
    async ({ store }) => {
      for (const count of [2, 100]) {
        const rows = Array.from({ length: count }, (_, place) => item(place))
        await expect(fill(store, [...rows, item(0)])).rejects.toMatchObject({ code: 'db-duplicate' })
        expect(await store.count(items, {}, 1)).toBe(0)
      }
    },
  )
}
