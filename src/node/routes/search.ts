import { z } from 'zod'
import { isRefusal } from '#kernel/refusal.ts'
import type { Api } from '#platform/http/api.ts'
import type { Cursors } from '#platform/http/cursor.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { chooseLanguage } from '#platform/http/language.ts'
import { defaultLimit, pageOf } from '#platform/http/page.ts'
import { askedBy } from '#platform/search/filters.ts'
import { reachedPlace } from '#platform/search/places.ts'
import { searchLag, type Found, type FoundPlace } from '#platform/search/search.ts'
import { Revoked } from '#rooms/exchange/answers.ts'
import { revocationsAmong, type Revocation } from '#rooms/exchange/standing.ts'
import { originalsOf, type Meant, type Original } from '#rooms/exchange/translated.ts'
import { openedPlace, sealedPlace } from '#rooms/watches/place.ts'
import type { NodePorts } from '../ports.ts'
import { hintsOf } from './search-hints.ts'
import { searchQuery } from './search-query.ts'

const values = z.array(z.object({ value: z.string(), count: z.number() })).readonly()
const divisions = {
  type: values,
  category: values,
  author: values,
  level: values,
  tlp: values,
  technique: values,
  day: values,
}

const reason = z.object({
  asked: z.string(),
  how: z.enum(['exact', 'stem', 'neighbours']),
  word: z.string(),
  where: z.enum(['id', 'name', 'alias', 'value', 'description', 'further']),
  found: z.string().optional(),
})

const search = {
  method: 'GET',
  path: '/api/v1/search',
  action: 'content.search',
  summary:
    'Find what the reader may see, by a text, by what narrows, or by both. What is named so comes first, or with `sort=time` what arrived last. `lag` counts acts that are not wholly indexed yet, `lagSince` is when the oldest of them came. ' +
    '`stopped`: the words stand together in so many shares that not all were looked into; `next` looks into those that are left, and a more exact query into fewer. ' +
    '`unasked` are words of the query that nothing is looked for by: they stand in every text, or there are too many. Where nothing is found, `searched` counts the shares in which it was looked for, and `instead` is the query as typed on the other keyboard (English, Russian), if that finds something. ' +
    'A find that translates an object is shown in the language in which it was found, else in the reader’s. It names the object, and where the reader may see the version that is translated: `isLast` says whether its creator has no later one; one of an object that its creator revoked says so. `highlights` are places in the snippet; with `why=1` each find says which words of the query stand where. With `facets=1` how the finds divide by type, category, state, level, marking, technique and day: exact up to 10,000, beyond that (`exact` false) counted over the newest 10,000. With `place=1` the answer says up to which place of the index it looked: with that as `news` only what came behind it is found, however late it was indexed.',
  query: searchQuery,
  answer: z.object({
    items: z.array(
      z.object({
        act: z.string(),
        author: z.string(),
        at: z.string(),
        level: z.string(),
        object: z.string(),
        type: z.string(),
        name: z.string(),
        translates: z.string().optional(),
        original: z
          .object({
            act: z.string(),
            author: z.string(),
            modified: z.string(),
            type: z.string(),
            name: z.string(),
            isLast: z.boolean(),
          })
          .optional(),
        language: z.string().optional(),
        revocation: Revoked.optional(),
        snippet: z.string(),
        highlights: z.array(z.tuple([z.number(), z.number()])),
        reasons: z.array(reason).optional(),
      }),
    ),
    next: z.string().optional(),
    lag: z.number(),
    lagSince: z.string().optional(),
    stopped: z.literal(true).optional(),
    unasked: z.array(z.string()).optional(),
    searched: z.number().optional(),
    instead: z.string().optional(),
    place: z.string().optional(),
    facets: z.object({ finds: z.number(), exact: z.boolean(), ...divisions }).optional(),
  }),
} as const satisfies Declaration

export function searchRoutes(api: Api, ports: NodePorts, cursors: Cursors): void {
  api.route(search, async ({ reader, query, request }) => {
    const { limit = defaultLimit, after, sort: order = 'relevance' } = query
    const { name: account } = reader.account
    const newSince = query.news === undefined ? undefined : openedPlace(cursors, account, query.news)
    if (isRefusal(newSince)) return newSince
    const asked = { ...askedBy(query), ...(newSince === undefined ? {} : { newSince }) }
    const use = { account, query: `search ${JSON.stringify([asked, order])}` }
    const place = after === undefined ? [] : cursors.read(use, after)
    if (isRefusal(place)) return place
    const sealed =
      query.place === undefined ? {} : { place: sealedPlace(cursors, account, await reachedPlace(ports.store)) }
    const lag = await searchLag(ports.store, reader)
    const from = place.length === 0 ? {} : { after: place }
    const language = chooseLanguage(request.headers.get('accept-language'))
    const telling = { order, language, why: query.why === '1' }
    const { finds, stopped } = await ports.search.find(asked, reader, { limit: limit + 1, ...telling, ...from })
    const goOn = (behind: FoundPlace): string => cursors.write(use, behind)
    const filled = pageOf(finds, limit, (last) => goOn(last.place))
    const page = stopped === undefined ? filled : { items: finds, next: goOn(stopped), stopped: true as const }
    const said = {
      ...lag,
      ...sealed,
      ...(await hintsOf(ports, reader, {
        asked,
        isEmpty: finds.length + place.length === 0 && stopped === undefined,
      })),
    }
    const revoked = await revocationsAmong(ports.store, reader, page.items)
    const originals = await originalsOf(ports.store, reader, page.items.flatMap(meantBy))
    const items = page.items.map((find) =>
      itemOf(find, { revocation: revoked(find), original: meantBy(find).map(originals)[0] }),
    )
    if (query.facets === undefined) return { ...page, items, ...said }
    const facets = await ports.search.facets(asked, reader)
    return { ...page, items, ...said, facets }
  })
}

/** What a find is a translation of. */
const meantBy = ({ translates, translatedVersion: modified = '' }: Found): readonly Meant[] =>
  translates === undefined ? [] : [{ id: translates, modified }]

interface About {
  readonly revocation: Revocation | undefined
  readonly original: Original | undefined
}

function itemOf(
  { place: _, position: __, translatedVersion: ___, highlights, reasons, ...found }: Found,
  { revocation, original }: About,
) {
  const marks = highlights.map(([from, to]): [number, number] => [from, to])
  return {
    ...found,
    ...(revocation === undefined ? {} : { revocation }),
    ...(original === undefined ? {} : { original }),
    highlights: marks,
    ...(reasons === undefined ? {} : { reasons: [...reasons] }),
  }
}
