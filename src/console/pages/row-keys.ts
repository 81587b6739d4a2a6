import type { KeyboardEvent } from 'react'
import { useKeys, type Keys } from '../browser/keyboard.ts'
import type { Selection } from './selection.ts'

interface Rows {
  /** Names of the rows, in their order. */
  readonly ids: readonly string[]
  readonly chosen: string | undefined
  readonly reveal: (at: number) => void
  readonly open: (id: string, isFirst: boolean) => void
  /** Where rows are picked for something that is done together: X picks, Shift with J or K goes on and picks. */
  readonly selection?: Selection
}

/** Up and down, from the list itself and, by J and K, from anywhere on the screen. */
export function useRowKeys({ ids, chosen, reveal, open, selection }: Rows) {
  const at = chosen === undefined ? -1 : ids.indexOf(chosen)
  const active = Math.max(0, at)
  const go = (to: number): void => {
    const target = Math.min(Math.max(to, 0), ids.length - 1)
    const id = ids[target]
    if (id === undefined) return
    reveal(target)
    open(id, at < 0)
  }
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: active + (at < 0 ? 0 : 1),
    ArrowUp: active - 1,
    Home: 0,
    End: ids.length - 1,
    PageDown: active + 10,
    PageUp: active - 10,
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = steps[event.code]
    if (to === undefined) return
    event.preventDefault()
    go(to)
  }
  const extend = (step: number): void => {
    selection?.add([ids[active], ids[active + step]].filter((id) => id !== undefined))
    go(active + step)
  }
  const picking: Keys =
    selection === undefined
      ? {}
      : {
          KeyX: () => ids.slice(active, active + 1).forEach(selection.toggle),
          'Shift+KeyJ': () => extend(1),
          'Shift+KeyK': () => extend(-1),
        }
  useKeys({
    ...picking,
    KeyJ: () => go(steps['ArrowDown'] ?? 0),
    KeyK: () => go(active - 1),
    BracketRight: () => go(active + 1),
    BracketLeft: () => go(active - 1),
  })
  return { active, onKeyDown }
}
