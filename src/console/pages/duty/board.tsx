import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { modes, newestQuery, unendedQuery, type Alert, type Mode } from '../../api/alerts.ts'
import { doorQuery } from '../../api/queries.ts'
import { chime } from '../../browser/chime.ts'
import { useKeys, type Keys } from '../../browser/keyboard.ts'
import { changeSettings } from '../../browser/settings.ts'
import { useSettings } from '../../browser/use-settings.ts'
import { EmptyNote } from '../../ui/empty-note.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Moment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { HeldList } from '../held-list.tsx'
import { useHeldOrder, useStanding } from '../held-order.ts'
import { useRowKeys } from '../row-keys.ts'
import { AlertPane } from './alert-pane.tsx'
import { AlertRow } from './alert-row.tsx'
import { BoardSide } from './board-side.tsx'
import { Matrix } from './matrix.tsx'
import { inOrder, titleFor } from './order.ts'

/** What the duty desk looks at all day: alerts, who has answered, deadlines, and what does not work. */
export function BoardPage() {
  const { mode = 'actual', act } = useSearch({ from: '/duty/' })
  const navigate = useNavigate()
  const keys = useMemo(
    (): Keys => ({ KeyU: () => void navigate({ to: '/duty', search: ({ act: _, ...board }) => board }) }),
    [navigate],
  )
  useKeys(keys)
  const { say } = useWords()
  const self = useQuery(doorQuery).data?.party ?? ''
  return (
    <div className="board" data-is-reading={act !== undefined}>
      <section className="board-main" aria-labelledby="alerts-title">
        <div className="board-head">
          <h2 id="alerts-title">{say('duty.alerts')}</h2>
          <Modes mode={mode} />
          <Sound />
        </div>
        <Alerts key={mode} mode={mode} self={self} chosen={act} />
      </section>
      {act === undefined ? <BoardSide mode={mode} /> : <AlertPane key={act} act={act} self={self} />}
    </div>
  )
}

/** Two boards, of which the second is nothing real. */
function Modes({ mode }: { readonly mode: Mode }) {
  const { say } = useWords()
  return (
    <nav className="tabs" aria-label={say('duty.modes')}>
      {modes.map((name) => (
        <Link
          key={name}
          to="/duty"
          search={name === 'actual' ? {} : { mode: name }}
          aria-current={name === mode ? 'page' : undefined}
          activeOptions={{ exact: true, includeSearch: true }}
        >
          {say(`duty.mode.${name}`)}
        </Link>
      ))}
    </nav>
  )
}

/** Off until somebody at this device switches it on, and heard at once as a proof. */
function Sound() {
  const { say } = useWords()
  const { hasSound } = useSettings()
  return (
    <label className="choice sound">
      <input
        type="checkbox"
        checked={hasSound}
        onChange={({ target: { checked } }) => {
          changeSettings({ hasSound: checked })
          if (checked) chime()
        }}
      />
      {say('duty.sound')}
    </label>
  )
}

const isLive = ({ state }: Alert): boolean => state === 'live'

interface AlertsProps {
  readonly mode: Mode
  readonly self: string
  readonly chosen: string | undefined
}

/** The board as it stood stays while a pointer is on it: what changes is seen where it is, what is new is counted. */
function Alerts({ mode, self, chosen }: AlertsProps) {
  const { say } = useWords()
  const unended = useQuery(unendedQuery(mode))
  const newest = useQuery(newestQuery(mode))
  const [isTouched, setTouched] = useState(false)
  const items = useMemo(() => inOrder(unended.data?.items ?? [], self), [unended.data, self])
  const held = useHeldOrder(items, isTouched, unended.data === undefined ? undefined : mode)
  const rows = useStanding(held.rows, isLive, isTouched)
  const over = (newest.data?.items ?? []).filter(
    ({ act, state }) => state !== 'live' && !rows.some((row) => row.act === act),
  )
  const keys = useMemo((): Keys => ({ Period: held.show }), [held.show])
  useKeys(keys)
  const navigate = useNavigate()
  const { onKeyDown } = useRowKeys({
    ids: [...rows, ...over].map(({ act }) => act),
    chosen,
    reveal: () => undefined,
    open: (act, isFirst) => void navigate({ to: '/duty', search: (old) => ({ ...old, act }), replace: !isFirst }),
  })
  if (unended.data === undefined) return <ProblemNote error={unended.error} />
  const rowOf = (alert: Alert) => (
    <AlertRow key={alert.act} alert={alert} self={self} mode={mode} isChosen={alert.act === chosen} />
  )
  return (
    <HeldList held={held} news={say('duty.news', { count: held.waiting })} touch={setTouched} onKeyDown={onKeyDown}>
      {rows.length === 0 ? (
        <Quiet mode={mode} last={newest.data?.items[0]} />
      ) : (
        <ul className="desk-list" aria-labelledby="alerts-title">
          {rows.map(rowOf)}
        </ul>
      )}
      {unended.data.next !== undefined && <p className="hint">{say('duty.more')}</p>}
      <Matrix alerts={rows} self={self} mode={mode} />
      {over.length > 0 && (
        <section aria-labelledby="over-title">
          <h3 id="over-title">{say('duty.over')}</h3>
          <ul className="desk-list">{over.map(rowOf)}</ul>
        </section>
      )}
    </HeldList>
  )
}

/** Nothing is open, and when there last was something. */
function Quiet({ mode, last }: { readonly mode: Mode; readonly last: Alert | undefined }) {
  const { say, tag } = useWords()
  return (
    <EmptyNote title={say(`duty.quiet.${mode}`)} why={say('duty.quiet.why')}>
      {last !== undefined && (
        <p>
          {say('duty.quiet.last')} <bdi>{titleFor(last, tag)}</bdi> (<Moment at={last.sent} />)
        </p>
      )}
    </EmptyNote>
  )
}
