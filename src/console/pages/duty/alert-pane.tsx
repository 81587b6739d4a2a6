import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { alertPath, alertQuery, alertsKey, type Alert } from '../../api/alerts.ts'
import { tell } from '../../api/ask.ts'
import { Marking } from '../../ui/marking.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { FullMoment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { Addressees } from './addressees.tsx'
import { AlertActions } from './alert-actions.tsx'
import { AlertHistory } from './alert-history.tsx'
import { AlertTexts } from './alert-texts.tsx'
import { titleFor } from './order.ts'
import { OwnActions } from './own-actions.tsx'
import { AlertState, DrillWord, Severity } from './words.tsx'

interface Props {
  readonly act: string
  readonly self: string
}

/** One alert, whole. Whoever opens another's live alert has seen it, and its sender is told so. */
export function AlertPane({ act, self }: Props) {
  const { say } = useWords()
  const { data, error } = useQuery(alertQuery(act))
  useSeen(data, self)
  return (
    <article className="pane alert-pane" aria-labelledby="alert-title">
      <Link to="/duty" search={({ act: _, ...board }) => board} className="pane-close">
        {say('report.close')}
      </Link>
      {data === undefined ? <ProblemNote error={error} /> : <Whole alert={data} self={self} />}
    </article>
  )
}

/** Told once, by whoever may act on alerts; who only reads tells nobody. */
function useSeen(alert: Alert | undefined, self: string): void {
  const client = useQueryClient()
  const act = alert?.act ?? ''
  const isToTell =
    alert?.actions?.['accept']?.allowed === true &&
    alert.parties[self]?.seenAt === undefined &&
    alert.parties[self]?.answer === undefined
  useEffect(() => {
    if (!isToTell) return
    void tell(`${alertPath(act)}/seen`, { method: 'POST' }).then(
      () => client.invalidateQueries({ queryKey: [alertsKey] }),
      () => undefined,
    )
  }, [act, isToTell, client])
}

function Whole({ alert, self }: { readonly alert: Alert; readonly self: string }) {
  const { say, word, tag } = useWords()
  const { label, author, audience, sent, expires, state } = alert
  return (
    <>
      <DrillWord alert={alert} />
      <header className="pane-head" data-is-over={state !== 'live'}>
        <p className="pane-marks">
          <Severity alert={alert} />
          <AlertState state={state} />
          <Marking level={label.level} />
          <span className="tag">{word('category', label.category)}</span>
        </p>
        <h2 id="alert-title">
          <bdi>{titleFor(alert, tag)}</bdi>
        </h2>
        {state !== 'live' && <Over alert={alert} />}
        <dl className="facts">
          <dt>{say('report.from')}</dt>
          <dd>
            <strong>{author}</strong> <bdi>{alert.alert.sender}</bdi>
          </dd>
          <dt>{say('report.to')}</dt>
          <dd>{audience.join(', ')}</dd>
          <dt>{say('duty.urgency')}</dt>
          <dd>{say(`cap.urgency.${alert.urgency}`)}</dd>
          <dt>{say('duty.sent')}</dt>
          <dd>
            <FullMoment at={sent} />
          </dd>
          {expires !== undefined && (
            <>
              <dt>{say('duty.expires')}</dt>
              <dd>
                <FullMoment at={expires} />
              </dd>
            </>
          )}
        </dl>
        <Dates alert={alert} />
      </header>
      {alert.author === self ? <OwnActions alert={alert} /> : <AlertActions alert={alert} />}
      <div className="pane-columns">
        <AlertTexts alert={alert} />
        <div className="rail">
          <Addressees alert={alert} self={self} />
          <AlertHistory alert={alert} />
        </div>
      </div>
    </>
  )
}

/** That it holds no longer stands before everything that it says, with what took its place or why it ended. */
function Over({ alert: { state, followedBy } }: { readonly alert: Alert }) {
  const { say } = useWords()
  const next = useQuery({ ...alertQuery(followedBy ?? ''), enabled: followedBy !== undefined }).data
  return (
    <div className="over" role="note">
      <p className="over-word">{say(`duty.isOver.${state}`)}</p>
      {next?.type === 'Cancel' && next.alert.note !== undefined && (
        <p>
          {say('duty.reason')} <bdi>{next.alert.note}</bdi>
        </p>
      )}
      {next?.type === 'Update' && (
        <p>
          {say('duty.replacedBy')}{' '}
          <Link to="/duty" search={(board) => ({ ...board, act: next.act })}>
            <bdi>{next.title}</bdi>
          </Link>
        </p>
      )}
    </div>
  )
}

/** What of its dates does not fit, and why an answer may look late or early. */
function Dates({ alert: { author, aheadMs, lateMs, clockMs } }: { readonly alert: Alert }) {
  const { say } = useWords()
  const minutes = (ms: number): number => Math.round(Math.abs(ms) / 60_000)
  const side = (clockMs ?? 0) < 0 ? 'behind' : 'ahead'
  return (
    <>
      {aheadMs !== undefined && <p className="hint">{say('duty.ahead', { author, minutes: minutes(aheadMs) })}</p>}
      {lateMs !== undefined && <p className="hint">{say('duty.late', { author, minutes: minutes(lateMs) })}</p>}
      {clockMs !== undefined && <p className="hint">{say('duty.skew', { author, minutes: minutes(clockMs), side })}</p>}
    </>
  )
}
