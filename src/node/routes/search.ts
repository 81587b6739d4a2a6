import { z } from 'zod'
import { isRefusal } from '#kernel/refusal.ts'
import type { Api } from '#platform/http/api.ts'
import type { Cursors } from '#platform/http/cursor.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { defaultLimit, pageOf } from '#platform/http/page.ts'
import { searchLag } from '#platform/search/search.ts'
import type { NodePorts } from '../ports.ts'
import { askedBy, searchQuery } from './search-query.ts'

const search = {
  method: 'GET',
  path: '/api/v1/search',
  action: 'content.search',
  summary:
    'Find what the reader may see, by a text, by what narrows, or by both. `lag` counts acts that are not wholly indexed yet.',
  query: searchQuery,
  answer: z.object({
    items: z.array(
      z.object({
        act: z.string(),
        author: z.string(),
        at: z.string(),
        object: z.string(),
        type: z.string(),
        name: z.string(),
        snippet: z.string(),
      }),
    ),
    next: z.string().optional(),
    lag: z.number(),
  }),
} as const satisfies Declaration

export function searchRoutes(api: Api, ports: NodePorts, cursors: Cursors): void {
  api.route(search, async ({ reader, query }) => {
    const { limit = defaultLimit, after } = query
    const asked = askedBy(query)
    const use = { account: reader.account.name, query: `search ${JSON.stringify(asked)}` }
    const place = after === undefined ? undefined : cursors.read(use, after)
    if (isRefusal(place)) return place
    const lag = await searchLag(ports.store, reader)
    const from = place === undefined ? {} : { after: place }
    const found = await ports.search.find(asked, reader, { limit: limit + 1, ...from })
    const page = pageOf(found, limit, (last) => cursors.write(use, last.place))
    const items = page.items.map(({ place: _, position: __, ...found_ }) => found_)
    return { ...page, items, lag }
  })
}
