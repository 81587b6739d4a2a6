import { useRef, useState } from 'react'

interface Identified {
  readonly act: string
}

export interface Held<Item> {
  readonly rows: readonly Item[]
  /** Items that came and are not shown yet. */
  readonly waiting: number
  /** Shows them. */
  readonly show: () => void
}

/**
 * The items in the order in which they stood when they were last let in: what changes about one is seen where it stands, and what is new
 * waits while `isHeld`, so that no row moves away under a pointer. What was further down follows at the end. `list`: which one it is, where
 * its beginning is among the items; of another one nothing stays as it stood.
 */
export function useHeldOrder<Item extends Identified>(
  items: readonly Item[],
  isHeld: boolean,
  list: string | undefined,
): Held<Item> {
  const order = useRef<readonly string[]>([])
  const of = useRef<string | undefined>(undefined)
  const [, redraw] = useState(0)
  if (list === undefined || list !== of.current) order.current = []
  of.current = list
  const { rows, news, ids } = arrange(order.current, items)
  const isFirst = order.current.length === 0
  if (isFirst || !isHeld) order.current = items.map(({ act }) => act)
  else order.current = ids
  return {
    rows: isFirst || !isHeld ? items : rows,
    waiting: isFirst || !isHeld ? 0 : news,
    show: () => {
      order.current = []
      redraw((count) => count + 1)
    },
  }
}

/** Rows as they stood, then those that lie beyond the last of them; what lies before it is new. */
export function arrange<Item extends Identified>(order: readonly string[], items: readonly Item[]) {
  const byAct = new Map(items.map((item) => [item.act, item]))
  const stood = new Set(order)
  const kept = order.flatMap((act) => byAct.get(act) ?? [])
  const lastAt = items.findLastIndex(({ act }) => stood.has(act))
  const further = items.slice(lastAt + 1)
  const rows = [...kept, ...further]
  const news = items.slice(0, lastAt + 1).filter(({ act }) => !stood.has(act)).length
  return { rows, news, ids: rows.map(({ act }) => act) }
}

/** Items that stand here. What no longer does stays under a pointer as what it has become, until the pointer has gone. */
export function useStanding<Item extends Identified>(
  items: readonly Item[],
  isHere: (item: Item) => boolean,
  isTouched: boolean,
): readonly Item[] {
  const stood = useRef<ReadonlySet<string>>(new Set())
  if (isTouched) return items.filter((item) => isHere(item) || stood.current.has(item.act))
  const here = items.filter(isHere)
  stood.current = new Set(here.map(({ act }) => act))
  return here
}
