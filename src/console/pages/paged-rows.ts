import { useQueryClient, type InfiniteData, type QueryKey } from '@tanstack/react-query'
import { useRef } from 'react'
import { isPlace, placeOf, top } from '../api/paged.ts'

interface Page<Item> {
  readonly items: readonly Item[]
  readonly next?: string | undefined
}

interface Asked<Item> {
  readonly data: InfiniteData<Page<Item>> | undefined
  readonly hasNextPage: boolean
  readonly isFetching: boolean
  readonly isError: boolean
  /** What is here answered another question. */
  readonly isPlaceholderData: boolean
  readonly fetchNextPage: () => Promise<unknown>
  readonly fetchPreviousPage: () => Promise<unknown>
  readonly refetch: () => Promise<unknown>
}

export interface PagedRows {
  /** Which list it is, if its beginning is here. */
  readonly list: string | undefined
  /** How many rows of the list lie before those that are here. */
  readonly before: number
  /** Rows of the list as far as it is known. */
  readonly count: number
  /** There is nothing further on the server. */
  readonly isWhole: boolean
  /** Rows of the list that are on the screen, so that they are here. */
  readonly reach: (from: number, to: number) => void
}

/** Rows before the last that is here at which the next page is asked for. */
const ahead = 30

/** Of a list of any length the stretch around the screen: what is scrolled to is fetched, what was left far behind is dropped. */
export function usePagedRows<Item>(queryKey: QueryKey, query: Asked<Item>, rows: number): PagedRows {
  const client = useQueryClient()
  const name = JSON.stringify(queryKey)
  const known = useRef({ name, deepest: top, count: 0 })
  const { data, hasNextPage, isFetching, isError, isPlaceholderData } = query
  const tried = useRef('')
  const places = data?.pageParams.filter(isPlace) ?? []
  const before = places[0]?.at ?? 0
  const end = before + rows
  if (known.current.name !== name || isPlaceholderData) known.current = { name, deepest: top, count: end }
  else {
    const { deepest, count } = known.current
    const last = places.at(-1) ?? top
    const most = hasNextPage ? Math.max(count, end) : end
    known.current = { name, deepest: last.at > deepest.at ? last : deepest, count: most }
  }
  const jump = (to: number): void => {
    client.setQueryData<InfiniteData<Page<Item>>>(queryKey, (old) => {
      const [first] = old?.pages ?? []
      // Nothing stands in its place until it is here.
      const pages = first === undefined ? [] : [{ ...first, items: [] }]
      return { pages, pageParams: pages.map(() => placeOf(to, known.current.deepest)) }
    })
    void query.refetch()
  }
  const reach = (from: number, to: number): void => {
    // What was refused is not asked for again until somebody scrolls, or the list itself is answered anew.
    const screen = `${name} ${from} ${to}`
    if (isFetching || data === undefined || (isError && tried.current === screen)) return
    tried.current = screen
    if (to < before || from > end) jump(from)
    else if (hasNextPage && to >= end - ahead) void query.fetchNextPage()
    else if (before > 0 && from < before + ahead) void query.fetchPreviousPage()
  }
  const list = isPlaceholderData || before > 0 ? undefined : name
  return { list, before, count: known.current.count, isWhole: !hasNextPage, reach }
}
