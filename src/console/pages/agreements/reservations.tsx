import { useState } from 'react'
import type { Agreement, Reservation } from '../../api/agreements.ts'
import { Day } from '../../words/day.tsx'
import { useWords } from '../../words/say.tsx'
import { DeedButton } from './deed-button.tsx'
import { DeedDialog } from './deed-dialog.tsx'

interface Props {
  readonly name: string
  readonly agreement: Agreement
}

/** Reservations as they were made, what each state answered, and what we may answer. */
export function ReservationList({ name, agreement }: Props) {
  const { say } = useWords()
  if (agreement.reservations.length === 0) return null
  return (
    <section className="card" aria-labelledby="reservations-title">
      <h2 id="reservations-title">{say('agreement.reservations.title')}</h2>
      {agreement.reservations.map((reservation) => (
        <ReservationCard key={reservation.id} name={name} agreement={agreement} reservation={reservation} />
      ))}
    </section>
  )
}

const answers = ['reservation-acceptance', 'objection', 'objection-withdrawal', 'reservation-withdrawal'] as const

function ReservationCard({ name, agreement, reservation }: Props & { readonly reservation: Reservation }) {
  const { say } = useWords()
  const [chosen, setChosen] = useState<string>()
  const { id, party, articles, effect, text, actions } = reservation
  return (
    <article className="reservation" aria-label={say('agreement.reservations.of', { party })}>
      <p>
        <strong>{say('agreement.reservations.of', { party })}</strong>{' '}
        {say(`agreement.reservations.${effect}`, { articles: articles.join(', ') })}
      </p>
      <blockquote dir="auto">{text}</blockquote>
      <Answers reservation={reservation} offset={agreement.utcOffset} />
      <div className="actions">
        {answers
          .filter((kind) => actions[kind]?.allowed === true)
          .map((kind) => (
            <DeedButton key={kind} kind={kind} possible={actions[kind]} run={() => setChosen(kind)} />
          ))}
      </div>
      {chosen !== undefined && (
        <DeedDialog name={name} agreement={agreement} kind={chosen} reservation={id} end={() => setChosen(undefined)} />
      )}
    </article>
  )
}

function Answers({ reservation, offset }: { readonly reservation: Reservation; readonly offset: string }) {
  const { say } = useWords()
  const { made, formulated, withdrawn, accepted, objections } = reservation
  const lines = [
    [made ?? formulated, say(made === undefined ? 'agreement.reservations.formulated' : 'agreement.reservations.made')],
    ...accepted.map(({ party, at }) => [at, say('agreement.reservations.accepted', { party })] as const),
    ...objections.flatMap(({ party, at, opposesEntry, withdrawn: back }) => [
      [
        at,
        say(opposesEntry ? 'agreement.reservations.opposed' : 'agreement.reservations.objected', { party }),
      ] as const,
      ...(back === undefined ? [] : [[back, say('agreement.reservations.objectionBack', { party })] as const]),
    ]),
    ...(withdrawn === undefined ? [] : [[withdrawn, say('agreement.reservations.withdrawn')] as const]),
  ] as const
  return (
    <ul className="history">
      {lines.map(([at, line]) => (
        <li key={`${at} ${line}`}>
          <span>
            <Day at={at} offset={offset} /> {line}
          </span>
        </li>
      ))}
    </ul>
  )
}
