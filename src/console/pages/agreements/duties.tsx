import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { laneQuery, proposalsQuery, remindersQuery, type Proposal, type Reminder } from '../../api/negotiation.ts'
import { useNow } from '../../browser/now.ts'
import { EmptyNote } from '../../ui/empty-note.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { FullMoment, Moment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { msOf } from './course-scale.ts'

/** What this state has to do, and what the depositary owes the coalition. */
export function DutiesPage() {
  return (
    <>
      <Reminders />
      <Depositary />
    </>
  )
}

const spans = [30, 90, 365] as const

function Reminders() {
  const { say } = useWords()
  const [days, setDays] = useState<number>(90)
  const { data, error } = useQuery(remindersQuery(days))
  return (
    <section className="card" aria-labelledby="reminders-title">
      <h2 id="reminders-title">{say('agreement.duties.reminders')}</h2>
      <label className="choice">
        {say('agreement.duties.ahead')}
        <select value={days} onChange={(event) => setDays(Number(event.target.value))}>
          {spans.map((span) => (
            <option key={span} value={span}>
              {say('agreement.duties.days', { days: span })}
            </option>
          ))}
        </select>
      </label>
      <ProblemNote error={error} />
      {data?.items.length === 0 && (
        <EmptyNote title={say('agreement.duties.none')} why={say('agreement.duties.noneWhy')} />
      )}
      <ul className="history">
        {data?.items.map((reminder) => (
          <ReminderLine key={JSON.stringify(reminder)} reminder={reminder} />
        ))}
      </ul>
    </section>
  )
}

function ReminderLine({ reminder }: { readonly reminder: Reminder }) {
  const { say } = useWords()
  const now = useNow()
  const { agreement, kind, at, step, of = '', blockers = [] } = reminder
  const isLate = at !== undefined && msOf(at) < now
  return (
    <li>
      <span data-says={isLate ? 'no' : undefined}>
        {say(`agreement.reminder.${kind}`, {
          step: step === undefined ? '' : say(`agreement.step.${step}`),
          party: of,
        })}
      </span>
      <span>
        <Link to="/agreements/of/$name" params={{ name: agreement }} search={{ view: 'course' }}>
          {agreement}
        </Link>{' '}
        {at !== undefined && <Moment at={at} />}
      </span>
      {blockers.length > 0 && <bdi className="hint">{blockers.join('; ')}</bdi>}
    </li>
  )
}

/** Who keeps the charter, how old its newest entry here is, and what waits for a place in it. */
function Depositary() {
  const { say } = useWords()
  const { data, error } = useQuery(laneQuery)
  const pending = useQuery(proposalsQuery).data?.items ?? []
  if (data === undefined) return <ProblemNote error={error} />
  const { depositary, number, headAt, halted } = data.charter
  return (
    <section className="card" aria-labelledby="depositary-title">
      <h2 id="depositary-title">{say('agreement.duties.depositary', { party: depositary })}</h2>
      {halted && <p data-says="no">✗ {say('agreement.duties.halted')}</p>}
      <dl className="facts">
        <dt>{say('agreement.duties.entry')}</dt>
        <dd>{say('agreement.duties.number', { number })}</dd>
        {headAt !== undefined && (
          <>
            <dt>{say('agreement.duties.age')}</dt>
            <dd>
              <FullMoment at={headAt} />
              <Age at={headAt} />
            </dd>
          </>
        )}
      </dl>
      {pending.length === 0 ? (
        <p className="hint">{say('agreement.duties.nothingOwed')}</p>
      ) : (
        <Owed pending={pending} />
      )}
    </section>
  )
}

const hourMs = 3_600_000

function Age({ at }: { readonly at: string }) {
  const { say } = useWords()
  const hours = Math.floor((useNow() - msOf(at)) / hourMs)
  return hours < 1 ? null : <span data-says="no"> {say('agreement.duties.hours', { hours })}</span>
}

const columns = ['act', 'by', 'state', 'dueBy'] as const

function Owed({ pending }: { readonly pending: readonly Proposal[] }) {
  const { say, word } = useWords()
  return (
    <div className="table-scroller" tabIndex={0} role="group" aria-labelledby="depositary-title">
      <table>
        <caption>{say('agreement.duties.waiting')}</caption>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {say(`agreement.duties.column.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {pending.map(({ act, subject, kind, change, author, state, consents, dueBy, overdue = false }) => (
            <tr key={act}>
              <th scope="row">
                <code>{subject}</code>
                <span className="hint block">{word('agreement.orders', change ?? kind)}</span>
              </th>
              <td>{author}</td>
              <td>
                {word('agreement.waits', state)}
                {consents !== undefined && (
                  <span className="hint block">
                    {say('agreement.duties.consents', { signed: consents.signed.length, needed: consents.needed })}
                  </span>
                )}
              </td>
              <td data-says={overdue ? 'no' : undefined}>
                {dueBy === undefined ? '–' : <Moment at={dueBy} />} {overdue && say('agreement.duties.overdue')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
