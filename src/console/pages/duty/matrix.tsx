import { Link } from '@tanstack/react-router'
import type { Addressee, Alert, Mode } from '../../api/alerts.ts'
import { StateWord } from '../../ui/state-word.tsx'
import { useWords } from '../../words/say.tsx'
import { Due } from './due.tsx'
import { titleFor } from './order.ts'
import { PersonWord } from './words.tsx'

interface Props {
  readonly alerts: readonly Alert[]
  readonly self: string
  readonly mode: Mode
}

/** Our live alerts against the states that were sent them; above, what a machine confirmed, below, what people said. */
export function Matrix({ alerts, self, mode }: Props) {
  const { say, tag } = useWords()
  const own = alerts.filter(({ author, state }) => author === self && state === 'live')
  if (own.length === 0) return null
  const parties = [...new Set(own.flatMap(({ audience }) => audience))].toSorted()
  return (
    <section aria-labelledby="matrix-title">
      <h3 id="matrix-title">{say('duty.matrix')}</h3>
      <div className="table-scroller" tabIndex={0} role="group" aria-labelledby="matrix-title">
        <table className="alert-matrix">
          <thead>
            <tr>
              <th scope="col">{say('duty.column.alert')}</th>
              {parties.map((party) => (
                <th key={party} scope="col">
                  {party}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {own.map((alert) => (
              <tr key={alert.act}>
                <th scope="row">
                  <Link to="/duty" search={{ ...(mode === 'actual' ? {} : { mode }), act: alert.act }}>
                    <bdi>{titleFor(alert, tag)}</bdi>
                  </Link>
                </th>
                {parties.map((party) => (
                  <td key={party}>
                    <Cell view={alert.parties[party]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Cell({ view }: { readonly view: Addressee | undefined }) {
  const { say } = useWords()
  if (view === undefined) return <span className="hint">{say('duty.unaddressed')}</span>
  return (
    <dl className="two-things">
      <dt>{say('duty.machine')}</dt>
      <dd>
        <StateWord state={view.delivery} />
      </dd>
      <dt>{say('duty.people')}</dt>
      <dd>
        <PersonWord view={view} />
        <Due view={view} />
      </dd>
    </dl>
  )
}
