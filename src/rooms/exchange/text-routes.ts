import { z } from 'zod'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import type { Api } from '#platform/http/api.ts'
import type { Cursors } from '#platform/http/cursor.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { pageQuery } from '#platform/http/page.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import type { Search } from '#platform/search/search.ts'
import type { House } from '#charter/record/house.ts'
import { shareItem } from './read.ts'
import { textsOf } from './texts.ts'

const TextIn = { language: z.string(), name: z.string(), description: z.string() }

const texts = {
  method: 'GET',
  path: '/api/v1/acts/:act/texts',
  action: 'content.read',
  summary:
    'What the STIX objects of a share say, in each language in which the reader may see it: the original (`lang`, English where it says none) and the translations (language-content objects, STIX 2.1 section 7.1) of this share and of any other, each with the party that shared it. `isOfOther`: it means another version of the object. Objects without a text are passed over; a page looks at 20 objects unless `limit` says fewer.',
  query: z.strictObject(pageQuery),
  answer: z.object({
    items: z.array(
      z.object({
        position: z.number(),
        object: z.string(),
        type: z.string(),
        modified: z.string(),
        original: z.object(TextIn),
        translations: z.array(z.object({ ...TextIn, by: z.string(), act: z.string(), isOfOther: z.boolean() })),
      }),
    ),
    next: z.string().optional(),
  }),
} as const satisfies Declaration

const mostObjects = 20

export interface TextRoutePorts {
  readonly house: House
  readonly search: Search
  readonly cursors: Cursors
}

export function textRoutes(api: Api, { house, search, cursors }: TextRoutePorts): void {
  api.route(texts, async ({ reader, params, query }) => {
    const act = parseActId(params.act)
    const share = act === undefined ? undefined : await shareItem(house.store, reader, act)
    if (share === undefined) return refuse('not-found', 'interfaces: paths')
    const use = { account: reader.account.name, query: `texts ${share.act}` }
    const position = query.after === undefined ? [] : cursors.read(use, query.after)
    if (isRefusal(position)) return position
    const after = position[0] === undefined ? {} : { after: Number(position[0]) }
    const limit = Math.min(query.limit ?? mostObjects, mostObjects)
    const ports = { files: { reads: house.store, blobs: house.blobs }, search, reader }
    const page = await textsOf(ports, share, { ...after, limit })
    const items = page.texts.map((one) => ({ ...one, translations: [...one.translations] }))
    return { items, ...(page.last === undefined ? {} : { next: cursors.write(use, [page.last]) }) }
  })
}
