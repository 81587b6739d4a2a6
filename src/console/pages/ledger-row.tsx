import { useEffect, useRef } from 'react'
import type { Line } from '../api/ledger.ts'
import { Marking } from '../ui/marking.tsx'
import { StateWord } from '../ui/state-word.tsx'
import { Moment } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'
import { kindKey } from './ledger-filters.tsx'

interface RowProps {
  readonly line: Line
  readonly at: number
  readonly top: number
  readonly isChosen: boolean
  /** The one row that the Tab key reaches. */
  readonly isActive: boolean
  readonly open: () => void
}

/** One act: when, who, what, under which label, how far, and where in its author's journal. */
export function LedgerRow({ line, at, top, isChosen, isActive, open }: RowProps) {
  const { say, word } = useWords()
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const isInGrid = document.activeElement?.getAttribute('role') === 'row'
    if (isChosen && isInGrid) row.current?.focus({ preventScroll: true })
  }, [isChosen])
  const { place } = line
  return (
    <div
      ref={row}
      role="row"
      aria-rowindex={at + 2}
      aria-selected={isChosen}
      aria-current={isChosen ? 'true' : undefined}
      tabIndex={isActive ? 0 : -1}
      className="row ledger-row"
      style={{ transform: `translateY(${top}px)` }}
      onClick={open}
      onKeyDown={(event) => {
        if (event.code === 'Enter' || event.code === 'Space') {
          event.preventDefault()
          open()
        }
      }}
    >
      <span role="gridcell" className="ledger-at">
        <Moment at={line.at} />
      </span>
      <span role="gridcell" className="ledger-author">
        <strong>{line.author}</strong>
      </span>
      <span role="gridcell" className="ledger-kind">
        {word('kind', kindKey(line.kind))}
        {line.title !== undefined && line.title !== '' && (
          <>
            {' · '}
            <bdi>{line.title}</bdi>
          </>
        )}
      </span>
      <span role="gridcell" className="ledger-label">
        <Marking level={line.label.level} />
      </span>
      <span role="gridcell" className="ledger-state">
        <StateWord state={line.state} />
      </span>
      <span role="gridcell" className="ledger-place">
        {place === undefined
          ? '–'
          : say('ledger.entryAndWitnesses', { entry: place.entry, count: place.witnesses.length })}
      </span>
      <span role="gridcell" className="ledger-arrival">
        <Moment at={line.arrivedAt} />
      </span>
    </div>
  )
}
