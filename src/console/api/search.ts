import { infiniteQueryOptions } from '@tanstack/react-query'
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
})
export type Find = z.infer<typeof Find>

const Found = z.object({
  items: z.array(Find),
  next: z.string().optional(),
  lag: z.number(),
  searched: z.number().optional(),
  instead: z.string().optional(),
})

export const searchQuery = (asked: { readonly q: string; readonly category?: string }) =>
  infiniteQueryOptions({
    queryKey: ['search', asked],
    queryFn: ({ signal, pageParam }) => {
      const after = pageParam === '' ? {} : { after: pageParam }
      return ask(`/api/v1/search?${new URLSearchParams({ ...asked, ...after, limit: '50' })}`, Found, { signal })
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
