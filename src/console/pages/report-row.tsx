import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Act } from '../api/forms.ts'
import type { Box } from '../api/lists.ts'
import { Marking } from '../ui/marking.tsx'
import { StateWord } from '../ui/state-word.tsx'
import { Moment } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'

interface RowProps {
  readonly item: Act
  readonly box: Box
  readonly at: number
  readonly top: number
  readonly isChosen: boolean
  /** Among those for which something is done together. */
  readonly isPicked: boolean
  readonly pick: () => void
  /** The one row that the Tab key reaches. */
  readonly isActive: boolean
}

/** One report in the queue: marking, title, who and whom, how far, when. */
export function ReportRow({ item, box, at, top, isChosen, isPicked, pick, isActive }: RowProps) {
  const { say, word } = useWords()
  const navigate = useNavigate()
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const isInGrid = document.activeElement?.getAttribute('role') === 'row'
    if (isChosen && isInGrid) row.current?.focus({ preventScroll: true })
  }, [isChosen])
  const open = (): void => void navigate({ to: '/reports', search: (old) => ({ ...old, act: item.act }) })
  return (
    <div
      ref={row}
      role="row"
      aria-rowindex={at + 1}
      aria-selected={isPicked}
      aria-current={isChosen ? 'true' : undefined}
      tabIndex={isActive ? 0 : -1}
      className="row"
      style={{ transform: `translateY(${top}px)` }}
      onClick={open}
      onKeyDown={(event) => {
        if (event.code !== 'Enter' && event.code !== 'Space') return
        event.preventDefault()
        if (event.code === 'Enter') open()
        else pick()
      }}
    >
      <span role="gridcell" className="cell-pick">
        <input
          type="checkbox"
          tabIndex={-1}
          checked={isPicked}
          aria-label={say('reports.pick', { title: item.title })}
          onClick={(event) => event.stopPropagation()}
          onChange={pick}
        />
      </span>
      <span role="gridcell" className="cell-marking">
        <Marking level={item.label.level} />
      </span>
      <span role="gridcell" className="cell-title">
        <span className="row-title">
          {item.exercise === undefined ? null : <StateWord state={item.exercise === 'test' ? 'test' : 'exercise'} />}
          <bdi>{item.title}</bdi>
        </span>
        <span className="row-about">
          <Parties item={item} /> · {word('category', item.label.category)}
        </span>
      </span>
      <span role="gridcell" className="cell-state">
        <StateWord state={item.state} />
        <Progress item={item} box={box} />
      </span>
      <span role="gridcell" className="cell-at">
        <Moment at={item.arrivedAt} />
      </span>
    </div>
  )
}

function Parties({ item }: { readonly item: Act }) {
  return (
    <span className="parties">
      <strong>{item.author}</strong> <span aria-hidden="true" className="arrow" /> {item.audience.join(', ')}
    </span>
  )
}

const arrived: ReadonlySet<string> = new Set(['admitted', 'acknowledged', 'erased'])

/** How many addressees have it, of our own reports. */
function Progress({ item, box }: { readonly item: Act; readonly box: Box }) {
  const { say } = useWords()
  const states = Object.values(item.parties)
  if (states.length === 0 || box === 'received') return null
  const there = states.filter(({ state }) => arrived.has(state)).length
  return <span className="progress">{say('reports.progress', { there, all: states.length })}</span>
}
