import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { onwardsQuery, passedQuery, type Onward } from '../../api/consultation.ts'
import { doorQuery } from '../../api/queries.ts'
import { EmptyNote } from '../../ui/empty-note.tsx'
import { Marking } from '../../ui/marking.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Moment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { HeldList } from '../held-list.tsx'
import { useHeldOrder } from '../held-order.ts'
import { useRowKeys } from '../row-keys.ts'
import { OnwardPane } from './onward-pane.tsx'
import { OnwardState } from './words.tsx'

const nothing: readonly Onward[] = []

/** Answers that are to go on: whose word is asked, what it was, and what went on. */
export function OnwardPage() {
  const { act } = useSearch({ from: '/consult/onward' })
  const { say } = useWords()
  const navigate = useNavigate()
  const self = useQuery(doorQuery).data?.party ?? ''
  const { data, error } = useQuery(onwardsQuery)
  const [isTouched, setTouched] = useState(false)
  const held = useHeldOrder(data?.items ?? nothing, isTouched, data === undefined ? undefined : 'onwards')
  const { onKeyDown } = useRowKeys({
    ids: held.rows.map((one) => one.act),
    chosen: act,
    reveal: () => undefined,
    open: (one, isFirst) => void navigate({ to: '/consult/onward', search: { act: one }, replace: !isFirst }),
  })
  return (
    <div className="board" data-is-reading={act !== undefined} data-is-alone={act === undefined}>
      <section className="board-main" aria-labelledby="onwards-title">
        <h2 id="onwards-title" className="for-reader">
          {say('consult.part.onward')}
        </h2>
        <HeldList
          held={held}
          news={say('consult.news', { count: held.waiting })}
          touch={setTouched}
          onKeyDown={onKeyDown}
        >
          {data === undefined && <ProblemNote error={error} />}
          {data?.items.length === 0 && (
            <EmptyNote title={say('consult.onward.none')} why={say('consult.onward.noneWhy')} />
          )}
          <ul className="desk-list" aria-labelledby="onwards-title">
            {held.rows.map((one) => (
              <OnwardRow key={one.act} onward={one} self={self} isChosen={one.act === act} />
            ))}
          </ul>
          <Passed />
        </HeldList>
      </section>
      {act !== undefined && <OnwardPane key={act} act={act} self={self} />}
    </div>
  )
}

interface RowProps {
  readonly onward: Onward
  readonly self: string
  readonly isChosen: boolean
}

function OnwardRow({ onward, self, isChosen }: RowProps) {
  const { say } = useWords()
  const { act, author, owner, to, use, state, label, at, given } = onward
  return (
    <li className="desk-row" data-needs-us={owner === self && state === 'asked'} data-is-chosen={isChosen}>
      <span className="desk-marks">
        <OnwardState state={state} />
        <Marking level={label.level} />
      </span>
      <span className="desk-what">
        <Link to="/consult/onward" search={{ act }} className="desk-title" aria-current={isChosen ? 'true' : undefined}>
          <bdi>{given?.title ?? use}</bdi>
        </Link>
        <span className="row-about">
          {say('consult.onward.line', { author, owner, to: to.join(', ') })} · <Moment at={at} />
        </span>
      </span>
    </li>
  )
}

/** What went on, to us, by us, or of ours. */
function Passed() {
  const { say } = useWords()
  const items = useQuery(passedQuery).data?.items ?? []
  if (items.length === 0) return null
  return (
    <section aria-labelledby="passed-title">
      <h3 id="passed-title">{say('consult.onward.passedOn')}</h3>
      {items.map(({ act, author, owner, title, text, use, label, at }) => (
        <div key={act} className="alert-block">
          <p className="pane-marks">
            <Marking level={label.level} />
            <span>{say('consult.onward.passedBy', { author, owner })}</span>
            <Moment at={at} />
          </p>
          <p className="alert-headline">
            <bdi>{title}</bdi>
          </p>
          <p className="alert-words" dir="auto">
            {text}
          </p>
          <p className="hint">
            {say('consult.use')}: <bdi>{use}</bdi>
          </p>
        </div>
      ))}
    </section>
  )
}
