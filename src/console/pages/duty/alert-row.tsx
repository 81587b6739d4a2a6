import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Alert, Mode } from '../../api/alerts.ts'
import { Marking } from '../../ui/marking.tsx'
import { Running } from './countdown.tsx'
import { useWords } from '../../words/say.tsx'
import { Due } from './due.tsx'
import { isWaiting, titleFor } from './order.ts'
import { AlertState, DrillWord, PersonWord, Severity } from './words.tsx'

interface RowProps {
  readonly alert: Alert
  readonly self: string
  readonly mode: Mode
  readonly isChosen: boolean
}

/** One alert on the board: how severe, what and from whom, how old, who holds it and until when. */
export function AlertRow({ alert, self, mode, isChosen }: RowProps) {
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])
  const { say, tag } = useWords()
  const { act, author, audience, state, urgency, sent } = alert
  return (
    <li
      ref={row}
      className="desk-row"
      data-severity={alert.severity}
      data-is-over={state !== 'live'}
      data-is-chosen={isChosen}
    >
      <span className="desk-marks">
        <Severity alert={alert} />
        {state !== 'live' && <AlertState state={state} />}
        <Marking level={alert.label.level} />
      </span>
      <span className="desk-what">
        <DrillWord alert={alert} />
        <Link
          to="/duty"
          search={{ ...(mode === 'actual' ? {} : { mode }), act }}
          className="desk-title"
          aria-current={isChosen ? 'true' : undefined}
        >
          <bdi>{titleFor(alert, tag)}</bdi>
        </Link>
        <span className="row-about">
          <strong>{author}</strong> <span aria-hidden="true" className="arrow" /> {audience.join(', ')} ·{' '}
          {say(`cap.urgency.${urgency}`)}
          {state === 'live' && (
            <>
              {' · '}
              {say('duty.age')} <Running at={sent} />
            </>
          )}
        </span>
      </span>
      <span className="desk-holds">
        <Holding alert={alert} self={self} />
      </span>
    </li>
  )
}

/** Who holds it: of another's alert we ourselves, of our own whoever has not answered. */
function Holding({ alert: { author, parties, state }, self }: Pick<RowProps, 'alert' | 'self'>) {
  const { say } = useWords()
  const own = parties[self]
  if (author !== self && own !== undefined) {
    return (
      <>
        <PersonWord view={own} />
        {own.desk !== undefined && <span className="hint">{say('duty.by', { desk: own.desk })}</span>}
        <Due view={own} />
      </>
    )
  }
  const all = Object.entries(parties)
  const answered = all.filter(([, { answer }]) => answer !== undefined).length
  const waiting = all.filter(([, view]) => isWaiting(view))
  const [next] = waiting.toSorted(([, one], [, other]) => (one.clock.dueAt < other.clock.dueAt ? -1 : 1))
  return (
    <>
      <span>{say('duty.answered', { count: answered, all: all.length })}</span>
      {state === 'live' && waiting.length > 0 && (
        <span className="hint">{say('duty.waitsFor', { parties: waiting.map(([party]) => party).join(', ') })}</span>
      )}
      {next !== undefined && <Due view={next[1]} />}
    </>
  )
}
