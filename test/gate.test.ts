import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { namesImported } from './house/imports.ts'
import { readTree, type TreeFile } from './house/tree.ts'

/** Something that leads out of the house or judges what may, and the only files that take hold of it. */
interface Held {
  readonly name: string
  readonly from: string
  readonly by: readonly string[]
}

const held: readonly Held[] = [
  // Who asks the gate: before signing, before sending, on arrival; and of acts that nobody has written.
  {
    name: 'release',
    from: 'src/charter/release.ts',
    by: ['charter/record/office', 'node/links', 'charter/judge', 'charter/matrix/matrix'],
  },
  { name: 'releaseDrafted', from: 'src/charter/release.ts', by: ['charter/preview'] },
  { name: 'coveringAgreement', from: 'src/charter/coverage.ts', by: ['charter/release'] },
  // Who signs acts: the office, once the gate has said yes, and who founds, since there is no charter yet to ask by.
  {
    name: 'signStatement',
    from: 'src/protocol/act/sign.ts',
    by: ['charter/record/office', 'node/founding/alone', 'node/demo/coalition'],
  },
  // Who hands acts to the carrier, which asks the gate again: the office, what comes back after a restore, and what waits for a later party.
  {
    name: 'send',
    from: 'src/platform/transport/outgoing.ts',
    by: ['charter/record/office', 'charter/record/take-back', 'rooms/governance/later-parties'],
  },
  // Who seals: the carrier, and for the addressee alone who has had that very number before, under keys that changed or after a restore.
  {
    name: 'sealParcel',
    from: 'src/protocol/parcel/sealed.ts',
    by: ['platform/transport/carrier', 'platform/transport/supply', 'platform/transport/taking-back'],
  },
  // Who writes parcels to the wire or into a file.
  {
    name: 'writeParcels',
    from: 'src/protocol/parcel/wire.ts',
    by: ['platform/transport/routes', 'platform/transport/pushing', 'platform/transport/carrying/export'],
  },
]

/** New rows of what goes out, and the only files that write them. */
const rows = [
  { table: 'outbox', by: ['platform/transport/outgoing', 'platform/transport/diverging'] },
  { table: 'parcels', by: ['platform/transport/carrier', 'platform/transport/taking-back'] },
] as const

const isBy = (path: string, by: readonly string[]): boolean => by.some((file) => path === `src/${file}.ts`)

/** Who takes hold of what, right or wrong. */
function takenIn({ path, text }: TreeFile) {
  if (!held.some(({ from }) => text.includes(`/${posix.basename(from)}'`))) return []
  return namesImported(path, text).flatMap(({ from, name }) =>
    held.filter((one) => one.from === from && (one.name === name || name === '*')).map((one) => ({ path, one })),
  )
}

const writtenIn = ({ path, text }: TreeFile) =>
  rows
    .filter(({ table }) => new RegExp(`\\b(insert|put|keep)\\(\\s*${table}\\b`, 'u').test(text))
    .map((row) => ({ path, row }))

const strangers = (files: readonly TreeFile[]): readonly string[] => [
  ...files.flatMap(takenIn).flatMap(({ path, one }) => (isBy(path, one.by) ? [] : [`${path} takes ${one.name}`])),
  ...files.flatMap(writtenIn).flatMap(({ path, row }) => (isBy(path, row.by) ? [] : [`${path} writes ${row.table}`])),
]

test('gate: only release() judges what may leave: who signs, hands to the carrier, seals or writes out parcels is known by name', () => {
  const files = readTree('src', /\.ts$/u).filter(({ path }) => !/\.test\.ts$|\/testing\//u.test(path))
  expect(strangers(files)).toEqual([])
  const named = files.filter(({ path }) => held.some(({ by }) => isBy(path, by)))
  const taken = named.flatMap(takenIn).map(({ path, one }) => `${path} ${one.name}`)
  expect(new Set(taken)).toEqual(new Set(held.flatMap(({ name, by }) => by.map((file) => `src/${file}.ts ${name}`))))
})

test.each([
  ['src/rooms/alerts/send.ts', "import { send } from '#platform/transport/outgoing.ts'"],
  ['src/rooms/alerts/send.ts', "import { send as go } from '#platform/transport/outgoing.ts'"],
  ['src/rooms/alerts/send.ts', "import * as out from '#platform/transport/outgoing.ts'"],
  ['src/platform/transport/other.ts', "export { send } from './outgoing.ts'"],
  ['src/platform/transport/other.ts', "export * from './outgoing.ts'"],
  ['src/platform/transport/other.ts', "import { sealParcel } from '#protocol/parcel/sealed.ts'"],
  ['src/charter/judge.ts', "import { coveringAgreement } from './coverage.ts'"],
  ['src/rooms/exchange/store.ts', 'await tx.apply([insert(\n  outbox, row)])'],
  ['src/node/lane.ts', 'await tx.apply([put(parcels, row)])'],
])('gate: a way round it is found: %s: %s', (path, text) => {
  expect(strangers([{ path, text }])).toHaveLength(1)
})
