import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { alertQuery, type Alert } from '../../api/alerts.ts'
import { FullMoment } from '../../words/moment.tsx'
import { useWords, type Words } from '../../words/say.tsx'

interface Line {
  readonly at: string
  readonly text: string
  /** Another alert of the same course. */
  readonly act?: string
}

/** What became of it, the newest last: what it followed, who saw and answered, what took its place. */
export function AlertHistory({ alert }: { readonly alert: Alert }) {
  const { say } = useWords()
  const next = useQuery({ ...alertQuery(alert.followedBy ?? ''), enabled: alert.followedBy !== undefined }).data
  const lines = [...linesOf(alert, say), ...(next === undefined ? [] : [nextOf(next, say)])].toSorted((one, other) =>
    one.at < other.at ? -1 : 1,
  )
  return (
    <section aria-labelledby="history-title">
      <h3 id="history-title">{say('report.history')}</h3>
      {(alert.follows ?? []).map((act) => (
        <p key={act}>
          <Link to="/duty" search={(board) => ({ ...board, act })}>
            {say('duty.follows')}
          </Link>
        </p>
      ))}
      <ol className="history">
        {lines.map(({ at, text, act }) => (
          <li key={`${at} ${text}`}>
            <FullMoment at={at} />
            {act === undefined ? (
              <span>{text}</span>
            ) : (
              <Link to="/duty" search={(board) => ({ ...board, act })}>
                {text}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

type Say = Words['say']

const nextOf = ({ sent, type, author, act }: Alert, say: Say): Line => ({
  at: sent,
  text: say(`duty.history.${type}`, { party: author }),
  ...(type === 'Update' ? { act } : {}),
})

function linesOf({ author, type, sent, arrivedAt, expires, state, parties }: Alert, say: Say): readonly Line[] {
  const answers = Object.entries(parties).flatMap(([party, view]) => {
    const seen = view.seenAt === undefined ? [] : [{ at: view.seenAt, text: say('duty.history.seen', { party }) }]
    const answered =
      view.answeredAt === undefined || view.answer === undefined
        ? []
        : [{ at: view.answeredAt, text: say(`duty.history.${view.answer}`, { party }) }]
    return [...seen, ...answered]
  })
  return [
    { at: sent, text: say(`duty.history.${type}`, { party: author }) },
    ...(arrivedAt === undefined ? [] : [{ at: arrivedAt, text: say('history.arrived') }]),
    ...answers,
    ...(state === 'expired' && expires !== undefined ? [{ at: expires, text: say('duty.history.expired') }] : []),
  ]
}
