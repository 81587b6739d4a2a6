import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useDrawn } from '../browser/drawn.ts'
import { windowHeight } from '../browser/place.ts'
import type { PagedRows } from './paged-rows.ts'

interface Windowed {
  readonly rows: readonly { readonly act: string }[]
  readonly paged: PagedRows
  readonly rowHeight: number
}

/** Rows beyond either edge, so that what is scrolled to stands there. The first drawing is not held up by what nobody sees yet. */
const beyond = { first: 1, later: 10 }

/** The stretch of a list of any length that is on the screen: its rows are made, and the pages around them fetched. */
export function useRowWindow({ rows, paged, rowHeight }: Windowed) {
  const { before, count, reach } = paged
  const isDrawn = useDrawn()
  const scroller = useRef<HTMLDivElement>(null)
  const list = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    // No list is higher than the window: its rows are drawn together with it, before it is measured.
    initialRect: { width: 0, height: windowHeight() },
    estimateSize: () => rowHeight,
    overscan: isDrawn ? beyond.later : beyond.first,
    getItemKey: (at) => rows[at - before]?.act ?? at,
  })
  const shown = list.getVirtualItems()
  const { from, to } = { from: shown[0]?.index ?? 0, to: shown.at(-1)?.index ?? 0 }
  useEffect(() => reach(from, to))
  return { scroller, list, shown }
}
