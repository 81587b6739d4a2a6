import type { KeyboardEvent, ReactNode } from 'react'
import type { Held } from './held-order.ts'

interface HeldListProps {
  readonly held: Held<unknown>
  /** What the button is called that lets in what is new. */
  readonly news: string
  readonly touch: (isTouched: boolean) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly children: ReactNode
}

/** A list whose rows stand still while a pointer is on it: what came meanwhile is counted above them. */
export function HeldList({ held, news, touch, onKeyDown, children }: HeldListProps) {
  return (
    <div
      className="alerts"
      onPointerEnter={() => touch(true)}
      onPointerLeave={() => touch(false)}
      onKeyDown={onKeyDown}
    >
      <div className="board-news" role="status">
        {held.waiting > 0 && (
          <button type="button" onClick={held.show}>
            {news}
          </button>
        )}
      </div>
      {children}
    </div>
  )
}
