import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { uuid4 } from '#kernel/uuid.ts'
import { insert, remove, update, type Change } from '#platform/db/table.ts'
import type { Transaction } from '#platform/db/store.ts'
import { accounts } from '#platform/http/account.ts'
import type { Api } from '#platform/http/api.ts'
import type { Cursors } from '#platform/http/cursor.ts'
import { reply } from '#platform/http/declaration.ts'
import type { House } from '#charter/record/house.ts'
import { askedIn } from '#platform/search/filters.ts'
import { reachedPlace } from '#platform/search/places.ts'
import type { Search } from '#platform/search/search.ts'
import * as declared from './declarations.ts'
import { openedPlace, sealedPlace } from './place.ts'
import { mostWatches, newIn, watchesOf, type Watch } from './read.ts'
import { watches } from './tables.ts'
import { watchesBell } from './telling.ts'

export interface WatchPorts {
  readonly house: House
  readonly search: Search
  readonly cursors: Cursors
}

const rule = 'interfaces: watches'
const notFound = (): Refusal => refuse('not-found', 'interfaces: paths')

export function watchRoutes(api: Api, { house, search, cursors }: WatchPorts): void {
  const { store, clock, random } = house
  api.route(declared.listWatches, async ({ reader }) => {
    const { name: account } = reader.account
    const place = sealedPlace(cursors, account, await reachedPlace(store))
    const items = []
    for (const one of await watchesOf(store, [account])) {
      const { watch, name, query, seen, looked_at: lookedAt } = one
      const count = await newIn(search, reader, one)
      items.push({ watch, name, query, ...count, lookedAt, seen: sealedPlace(cursors, account, seen) })
    }
    return { items, place }
  })
  api.route(declared.saveWatch, async ({ reader, body: { name, query, place } }) => {
    const { name: account } = reader.account
    const seen = place === undefined ? await reachedPlace(store) : openedPlace(cursors, account, place)
    if (isRefusal(seen)) return seen
    const row = { watch: uuid4(random), account, name, query: askedIn(query), seen, looked_at: clock.now() }
    const no = await store.transaction(async (tx) => {
      const kept = await keptBy(tx, account)
      return nameTaken(kept, name) ?? tooMany(kept) ?? written(tx, insert(watches, row))
    })
    return no ?? reply(201, { watch: row.watch })
  })
  api.route(declared.renameWatch, ({ reader, params: { watch }, body: { name } }) => {
    const own = { watch, account: reader.account.name }
    return store.transaction(async (tx) => {
      const kept = await keptBy(tx, own.account)
      if (!kept.some((one) => one.watch === watch)) return notFound()
      const others = kept.filter((one) => one.watch !== watch)
      return nameTaken(others, name) ?? written(tx, update(watches, own, { name }))
    })
  })
  api.route(declared.lookAtWatch, async ({ reader, params: { watch }, body }) => {
    const { name: account } = reader.account
    const seen = openedPlace(cursors, account, body.place)
    if (isRefusal(seen)) return seen
    return store.transaction(async (tx) => {
      const before = await tx.lock(watches, { watch })
      if (before?.account !== account) return notFound()
      const set = { seen: Math.max(seen, before.seen), looked_at: clock.now() }
      return written(tx, update(watches, { watch, account }, set))
    })
  })
  api.route(declared.deleteWatch, ({ reader, params: { watch } }) =>
    store.transaction((tx) => written(tx, remove(watches, { watch, account: reader.account.name }))),
  )
}

/** What the account keeps. Its row keeps others of its own waiting meanwhile. */
async function keptBy(tx: Transaction, account: string): Promise<readonly Watch[]> {
  await tx.lock(accounts, { name: account })
  return watchesOf(tx, [account])
}

const nameTaken = (others: readonly Watch[], name: string): Refusal | undefined =>
  others.some((one) => one.name === name) ? refuse('watch-exists', rule, { name }) : undefined

const tooMany = ({ length }: readonly Watch[]): Refusal | undefined =>
  length < mostWatches ? undefined : refuse('too-many-watches', rule, { limit: mostWatches })

/** What names the account's own row, or none. */
async function written(tx: Transaction, change: Change): Promise<Refusal | undefined> {
  const [touched] = await tx.apply([change])
  if (touched !== 1) return notFound()
  tx.ring(watchesBell)
  return undefined
}
