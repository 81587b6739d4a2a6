import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { unendedQuery, type Mode } from '../../api/alerts.ts'
import { isEnded, rfisQuery } from '../../api/consultation.ts'
import { failuresQuery } from '../../api/desks.ts'
import { doorQuery, statusQuery } from '../../api/queries.ts'
import { Running } from './countdown.tsx'
import { Moment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { inOrder as inOrderOfDue, nextDue } from '../consult/order.ts'
import { RfiState, RfiTime } from '../consult/words.tsx'
import { deadlines } from './order.ts'
import { ShiftLog } from './shift-log.tsx'
import { useStep } from './words.tsx'

/** Beside the alerts: what is due next, and who cannot be reached. */
export function BoardSide({ mode }: { readonly mode: Mode }) {
  return (
    <aside className="board-side">
      <Deadlines mode={mode} />
      {mode === 'actual' && <Requests />}
      <PeersDown />
      <Failures />
      <ShiftLog />
    </aside>
  )
}

const mostShown = 8

function Deadlines({ mode }: { readonly mode: Mode }) {
  const { say, tag } = useWords()
  const stepWord = useStep()
  const due = deadlines(useQuery(unendedQuery(mode)).data?.items ?? [], tag)
  return (
    <section className="card" aria-labelledby="deadlines-title">
      <h2 id="deadlines-title">{say('duty.deadlines')}</h2>
      {due.length === 0 ? (
        <p className="hint">{say('duty.noDeadlines')}</p>
      ) : (
        <ol className="deadlines">
          {due.slice(0, mostShown).map(({ act, party, title, at, step }) => (
            <li key={`${act} ${party}`}>
              <span className="deadline-at">
                <Running at={at} />
              </span>
              <span>
                <strong>{party}</strong>{' '}
                <Link to="/duty" search={{ ...(mode === 'actual' ? {} : { mode }), act }}>
                  <bdi>{title}</bdi>
                </Link>
                {step !== undefined && <span className="hint"> {say('duty.turnOf', { step: stepWord(step) })}</span>}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

/** Requests for information that are open, those first that wait for us or are due first. */
function Requests() {
  const { say } = useWords()
  const self = useQuery(doorQuery).data?.party ?? ''
  const open = inOrderOfDue(
    (useQuery(rfisQuery).data?.items ?? []).filter((rfi) => !isEnded(rfi, self)),
    self,
  )
  return (
    <section className="card" aria-labelledby="rfis-title">
      <h2 id="rfis-title">{say('consult.requests')}</h2>
      {open.length === 0 ? (
        <p className="hint">{say('consult.noneOpen')}</p>
      ) : (
        <ol className="deadlines">
          {open.slice(0, mostShown).map((rfi) => (
            <li key={rfi.act}>
              <span className="deadline-at">
                <RfiTime clock={nextDue(rfi)?.clock} />
              </span>
              <span>
                <strong>{rfi.author}</strong>{' '}
                <Link to="/consult" search={{ ...(rfi.author === self ? { queue: 'byUs' } : {}), act: rfi.act }}>
                  <bdi>{rfi.title}</bdi>
                </Link>
                <RfiState state={rfi.author === self ? rfi.state : (rfi.parties[self]?.state ?? rfi.state)} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

/** Checks that failed or were late, until somebody has said what he found. */
function Failures() {
  const { say } = useWords()
  const failures = useQuery(failuresQuery).data?.items ?? []
  return (
    <section className="card" aria-labelledby="failures-title">
      <h2 id="failures-title">{say('duty.failures')}</h2>
      {failures.length === 0 ? (
        <p className="hint">{say('duty.noFailures')}</p>
      ) : (
        <ul className="down">
          {failures.flatMap(({ act, party, sent, desks }) =>
            Object.entries(desks)
              .filter(([, { isOpen }]) => isOpen)
              .map(([desk, { state }]) => (
                <li key={`${act} ${desk}`}>
                  <Link to="/duty/checks">
                    <code>{`${party}/${desk}`}</code>
                  </Link>{' '}
                  {say(`duty.checks.state.${state}`)} · <Moment at={sent} />
                </li>
              )),
          )}
        </ul>
      )}
    </section>
  )
}

function PeersDown() {
  const { say, word } = useWords()
  const peers = useQuery(statusQuery).data?.peers ?? []
  const down = peers.filter(({ state }) => state !== 'open')
  return (
    <section className="card" aria-labelledby="down-title">
      <h2 id="down-title">{say('duty.down')}</h2>
      {down.length === 0 ? (
        <p className="hint">{say('duty.allUp', { count: peers.length })}</p>
      ) : (
        <ul className="down">
          {down.map(({ party, state, lastContact, queued }) => (
            <li key={party}>
              <strong>{party}</strong> {word('link', state)}
              {lastContact !== undefined && (
                <>
                  {' · '}
                  {say('peer.since')} <Moment at={lastContact} />
                </>
              )}
              {(queued ?? 0) > 0 && <> · {say('duty.queued', { count: queued ?? 0 })}</>}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
