import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { listPath, type Box, type Sifted } from './lists.ts'
import { paging } from './paged.ts'
import { ask, askText } from './ask.ts'
import { Acts, Charter, Door, Drafts, Objects, Report, Status } from './forms.ts'

export const doorQuery = queryOptions({
  queryKey: ['door'],
  queryFn: ({ signal }) => ask('/api/v1/door', Door, { signal }),
  refetchInterval: 60_000,
  staleTime: 10_000,
})

export const charterQuery = queryOptions({
  queryKey: ['charter'],
  queryFn: ({ signal }) => ask('/api/v1/charter', Charter, { signal }),
  staleTime: 60_000,
})

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => ask('/api/v1/status', Status, { signal }),
  refetchInterval: 5000,
})

export const actsQuery = (box: Box, sifted: Sifted = {}) =>
  infiniteQueryOptions({
    queryKey: ['acts', box, sifted.title ?? '', sifted.order ?? ''],
    queryFn: ({ signal, pageParam }) => ask(listPath(box, sifted, pageParam), Acts, { signal }),
    ...paging,
    // What is typed next to the same list changes what is shown once it is here.
    placeholderData: (before, query) => (query?.queryKey[1] === box ? before : undefined),
    staleTime: 1000,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 3 ? false : 5000),
  })

/** Moves on as long as somebody has not answered for it, so it is asked for again and again. */
export const reportQuery = (act: string) =>
  queryOptions({
    queryKey: ['act', act],
    queryFn: ({ signal }) => ask(`/api/v1/acts/${encodeURIComponent(act)}`, Report, { signal }),
    refetchInterval: 2000,
  })

export const objectsQuery = (act: string) =>
  infiniteQueryOptions({
    queryKey: ['objects', act],
    queryFn: ({ signal, pageParam }) => {
      const after = pageParam === '' ? '' : `&after=${encodeURIComponent(pageParam)}`
      return ask(`/api/v1/acts/${encodeURIComponent(act)}/objects?limit=50${after}`, Objects, { signal })
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })

export const draftsQuery = queryOptions({
  queryKey: ['drafts'],
  queryFn: ({ signal }) => ask('/api/v1/drafts', Drafts, { signal }),
  refetchInterval: 5000,
})

export const attachmentPath = (act: string, position: number): string =>
  `/api/v1/acts/${encodeURIComponent(act)}/attachments/${position}`

/** A file never changes: it is fetched once. */
export const textQuery = (act: string, position: number) =>
  queryOptions({
    queryKey: ['text', act, position],
    queryFn: ({ signal }) => askText(attachmentPath(act, position), { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
