import { isRefusal } from '#kernel/refusal.ts'
import type { Api } from '#platform/http/api.ts'
import { defaultLimit, pageOf } from '#platform/http/page.ts'
import { visibleTo } from '#platform/http/reader.ts'
import { listActs } from '#charter/record/register.ts'
import { shown } from '#charter/record/routes.ts'
import { listAwaiting } from './declarations.ts'
import type { ExchangePorts } from './routes.ts'
import { awaiting } from './tables.ts'

const mostCounted = 1000

/** What others shared and nobody of this house has acknowledged. */
export function awaitingRoute(api: Api, { house, cursors }: ExchangePorts): void {
  api.route(listAwaiting, async ({ reader, query }) => {
    const { limit = defaultLimit, after } = query
    const use = { account: reader.account.name, query: 'shares awaiting' }
    const position = after === undefined ? [] : cursors.read(use, after)
    if (isRefusal(position)) return position
    const [arrival] = position
    const seen = { ...visibleTo(reader), answered_by: null, arrival: { gt: 0 } }
    const where = { ...seen, arrival: { gt: 0, ...(arrival === undefined ? {} : { lt: Number(arrival) }) } }
    const rows = await house.store.select(awaiting, { where, order: ['-arrival', 'act'], limit: limit + 1 })
    const page = pageOf(rows, limit, (last) => cursors.write(use, [last.arrival]))
    const acts = page.items.map(({ act }) => act)
    const found = acts.length === 0 ? [] : await listActs(house, reader, { acts, limit: acts.length })
    // A list that is here whole is counted as it is here: one that comes meanwhile is in neither.
    const isWhole = after === undefined && rows.length <= limit
    const waiting = isWhole ? rows.length : await house.store.count(awaiting, seen, mostCounted)
    return { ...page, items: found.map(shown), waiting }
  })
}
