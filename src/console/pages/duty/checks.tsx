import { useQuery } from '@tanstack/react-query'
import { checksQuery, figuresQuery, type Check } from '../../api/desks.ts'
import { doorQuery } from '../../api/queries.ts'
import { CardTable } from '../../ui/card-table.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { StateWord } from '../../ui/state-word.tsx'
import { Moment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { CheckDesk } from './check-desk.tsx'
import { RunChecks } from './run-checks.tsx'
import { lengthText } from './countdown.tsx'

/** Whether duty desks hear one another: run, history, figures. */
export function ChecksPage() {
  const { say } = useWords()
  const { data, error } = useQuery(checksQuery)
  return (
    <div className="compose">
      <RunChecks />
      {data === undefined ? (
        <ProblemNote error={error} />
      ) : (
        <CardTable
          id="checks-title"
          title={say('duty.checks.title')}
          hint={say(data.items.length === 0 ? 'duty.checks.none' : 'duty.checks.hint')}
          columns={['check', 'machine', 'people'].map((name) => say(`duty.checks.column.${name}`))}
        >
          {data.items.map((check) => (
            <Line key={check.act} check={check} />
          ))}
        </CardTable>
      )}
      <Figures />
    </div>
  )
}

function Line({ check }: { readonly check: Check }) {
  const { say } = useWords()
  const self = useQuery(doorQuery).data?.party ?? ''
  const { author, party, nature, sent, dueAt, delivery, desks } = check
  return (
    <tr>
      <th scope="row">
        <strong>{author}</strong> <span aria-hidden="true" className="arrow" /> {party}
        <p className="hint">
          {say(`duty.checks.nature.${nature}`)} · <Moment at={sent} />
        </p>
        <p className="hint">
          {say('duty.checks.dueAt')} <Moment at={dueAt} />
        </p>
      </th>
      <td>
        <StateWord state={delivery} />
      </td>
      <td>
        <ul className="check-desks">
          {Object.entries(desks).map(([desk, result]) => (
            <CheckDesk key={desk} check={check} desk={desk} result={result} self={self} />
          ))}
        </ul>
      </td>
    </tr>
  )
}

const counted = ['checks', 'waiting', 'replied', 'late', 'failed'] as const

function Figures() {
  const { say } = useWords()
  const items = useQuery(figuresQuery).data?.items ?? []
  if (items.length === 0) return null
  return (
    <CardTable
      id="figures-title"
      title={say('duty.checks.figures')}
      hint={say('duty.checks.figuresHint')}
      columns={['desk', ...counted, 'rate', 'median'].map((name) => say(`duty.checks.figure.${name}`))}
    >
      {items.map(({ party, desk, rate, medianMs, ...counts }) => (
        <tr key={`${party}/${desk}`}>
          <th scope="row">
            <code>{`${party}/${desk}`}</code>
          </th>
          {counted.map((name) => (
            <td key={name} className="figure">
              {counts[name]}
            </td>
          ))}
          <td className="figure">{rate === undefined ? '–' : `${rate} %`}</td>
          <td className="figure">{medianMs === undefined ? '–' : lengthText(medianMs)}</td>
        </tr>
      ))}
    </CardTable>
  )
}
