import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import * as z from 'zod'
import { ask } from './ask.ts'

const Find = z.object({
  act: z.string(),
  author: z.string(),
  at: z.string(),
  level: z.string(),
  object: z.string(),
  type: z.string(),
  name: z.string(),
  snippet: z.string(),
  highlights: z.array(z.tuple([z.number(), z.number()])),
  /** Which word of the query stands where. */
  reasons: z
    .array(
      z.object({
        asked: z.string(),
        how: z.string(),
        word: z.string(),
        where: z.string(),
        found: z.string().optional(),
      }),
    )
    .optional(),
})
export type Find = z.infer<typeof Find>

/** What the finds are divided by. */
export const facetNames = ['type', 'category', 'author', 'level', 'technique'] as const

const values = z.array(z.object({ value: z.string(), count: z.number() }))

/** `exact`: all finds were counted, and not the newest alone. */
const Facets = z.object({
  finds: z.number(),
  exact: z.boolean(),
  type: values,
  category: values,
  author: values,
  level: values,
  technique: values,
})
export type Facets = z.infer<typeof Facets>

const Found = z.object({
  items: z.array(Find),
  next: z.string().optional(),
  lag: z.number(),
  searched: z.number().optional(),
  instead: z.string().optional(),
  place: z.string().optional(),
  facets: Facets.optional(),
})

/** What narrows a search, besides its words, in the order in which it is shown. */
export const filterNames = ['category', 'type', 'author', 'level', 'tlp', 'technique', 'since', 'until'] as const
export type FilterName = (typeof filterNames)[number]

/** What is looked for, as it stands in the address and in a watch. */
export type Asked = { readonly [Name in 'q' | FilterName]?: string }

/** Of anything that has such members, those that say something. */
export function askedIn(from: Readonly<Record<string, unknown>>): Asked {
  return Object.fromEntries(
    (['q', ...filterNames] as const).flatMap((name) => {
      const value = from[name]
      return typeof value === 'string' && value !== '' ? [[name, value]] : []
    }),
  )
}

export const isAsked = (asked: Asked): boolean => Object.keys(asked).length > 0

export const searchQuery = (asked: Asked) =>
  infiniteQueryOptions({
    queryKey: ['search', asked],
    queryFn: ({ signal, pageParam }) => {
      // How the finds divide is the same on every page of them.
      const of = pageParam === '' ? { facets: '1' } : { after: pageParam }
      const page = { ...of, limit: '50', place: '1', why: '1' }
      return ask(`/api/v1/search?${new URLSearchParams({ ...asked, ...page })}`, Found, { signal })
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })

/** What a watch has that is new since a place. It stands still until it is asked for anew. */
export const newsQuery = ({ watch, query, seen }: Pick<Watch, 'watch' | 'query' | 'seen'>) =>
  infiniteQueryOptions({
    queryKey: ['news', watch, seen],
    queryFn: ({ signal, pageParam }) => {
      const after = pageParam === '' ? {} : { after: pageParam }
      const page = { ...after, news: seen, sort: 'time', limit: '50' }
      return ask(`/api/v1/search?${new URLSearchParams({ ...askedIn(query), ...page })}`, Found, { signal })
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    staleTime: Number.POSITIVE_INFINITY,
  })

const Watch = z.object({
  watch: z.string(),
  name: z.string(),
  query: z.record(z.string(), z.unknown()),
  /** New ones since it was looked at, counted as far as `exact` holds. */
  finds: z.number(),
  exact: z.boolean(),
  lookedAt: z.string(),
  seen: z.string(),
})
export type Watch = z.infer<typeof Watch>

const Watches = z.object({ items: z.array(Watch), place: z.string() })

export const watchesPath = '/api/v1/watches'
export const watchPath = (watch: string): string => `${watchesPath}/${encodeURIComponent(watch)}`

export const watchesQuery = queryOptions({
  queryKey: ['watches'],
  queryFn: ({ signal }) => ask(watchesPath, Watches, { signal }),
})

/** `12`, or `99+` where no more are counted. */
export function newIn(watches: readonly Pick<Watch, 'finds' | 'exact'>[]): string {
  const finds = watches.reduce((sum, one) => sum + one.finds, 0)
  return finds === 0 ? '' : `${finds}${watches.every(({ exact }) => exact) ? '' : '+'}`
}
