import { useQuery } from '@tanstack/react-query'
import { factsQuery, type Agreement, type Facts, type PartyRow } from '../../api/agreements.ts'
import { LifeWord } from '../../ui/life-word.tsx'
import { Day } from '../../words/day.tsx'
import { Moment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { PairsTable } from './pairs.tsx'
import { ReservationList } from './reservations.tsx'
import { Steps } from './steps.tsx'

interface Props {
  readonly name: string
  readonly agreement: Agreement
}

/** Who has done what, what it comes to between each two, what waits at the depositary, and what we may do. */
export function StatusView({ name, agreement }: Props) {
  if (agreement.state === 'founding') return <FoundingView agreement={agreement} />
  return (
    <>
      <Done name={name} agreement={agreement} />
      <Steps name={name} agreement={agreement} />
      <Waiting agreement={agreement} />
      <ReservationList name={name} agreement={agreement} />
      <PairsTable agreement={agreement} />
    </>
  )
}

/** What the founding says of it, which is all that is known. */
function FoundingView({ agreement }: Pick<Props, 'agreement'>) {
  const { say, word } = useWords()
  const { inForceFor, facts, utcOffset } = agreement
  return (
    <section className="card" aria-labelledby="founding-title">
      <h2 id="founding-title">{say('agreement.byFounding')}</h2>
      <p>{say('agreement.founding.why')}</p>
      <dl className="facts">
        <dt>{say('agreement.column.inForceFor')}</dt>
        <dd>{inForceFor.length === 0 ? '–' : inForceFor.join(', ')}</dd>
        {facts.map(({ party, at, kind }) => (
          <div key={`${party} ${at} ${kind}`} className="fact">
            <dt>
              {party}, {word('agreement.deed', kind)}
            </dt>
            <dd>
              <Day at={at} offset={utcOffset} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

const columns = ['state_', 'fullPowers', 'signature', 'consent', 'force', 'said'] as const

function Done({ name, agreement }: Props) {
  const { say } = useWords()
  const events = useQuery(factsQuery(name)).data?.events ?? []
  const rows = new Map(agreement.parties.map((row) => [row.party, row]))
  const parties = [...new Set([...agreement.participants, ...rows.keys()])].toSorted()
  return (
    <section className="card" aria-labelledby="done-title">
      <h2 id="done-title">{say('agreement.done.title')}</h2>
      <div className="table-scroller" tabIndex={0} role="group" aria-labelledby="done-title">
        <table className="done">
          <thead>
            <tr>
              <th scope="col">{say('agreement.column.party')}</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {say(`agreement.done.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {parties.map((party) => (
              <DoneRow
                key={party}
                party={party}
                row={rows.get(party)}
                offset={agreement.utcOffset}
                events={events.filter((event) => event.party === party)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

interface RowProps {
  readonly party: string
  readonly row: PartyRow | undefined
  readonly offset: string
  readonly events: Facts['events']
}

function DoneRow({ party, row, offset, events }: RowProps) {
  const { word } = useWords()
  const powers = events.find(({ deed }) => deed.kind === 'full-powers')
  const consent = row?.consent
  return (
    <tr>
      <th scope="row">{party}</th>
      <td>
        <LifeWord list="agreement.party" name={row?.state ?? 'none'} />
      </td>
      <td>
        {powers === undefined ? '–' : <Day at={powers.at} offset={offset} />}
        {powers?.deed.holder !== undefined && <bdi className="hint block">{powers.deed.holder}</bdi>}
      </td>
      <td>
        {row?.signature === undefined ? '–' : <Day at={row.signature.at} offset={offset} />}
        {row?.signature !== undefined && row.signature.form !== 'simple' && (
          <span className="hint block">{word('agreement.form', row.signature.form)}</span>
        )}
      </td>
      <td>
        {consent === undefined ? '–' : <Day at={consent.at} offset={offset} />}
        {consent !== undefined && <span className="hint block">{word('agreement.deed', consent.kind)}</span>}
      </td>
      <td>
        <Terms terms={row?.terms ?? []} offset={offset} />
      </td>
      <td>
        <Said row={row} />
      </td>
    </tr>
  )
}

function Said({ row }: Pick<RowProps, 'row'>) {
  const { say } = useWords()
  const said = (['reservations', 'declarations'] as const).map((name) => [name, row?.[name].length ?? 0] as const)
  const some = said.filter(([, count]) => count > 0)
  if (some.length === 0) return '–'
  return some.map(([name, count]) => (
    <span key={name} className="block">
      {say(`agreement.done.${name}`, { count })}
    </span>
  ))
}

function Terms({ terms, offset }: { readonly terms: PartyRow['terms']; readonly offset: string }) {
  const { say } = useWords()
  if (terms.length === 0) return '–'
  return terms.map(({ from, until, isProvisional }) => (
    <span key={from} className="block">
      <Day at={from} offset={offset} />
      {until !== undefined && (
        <>
          {' – '}
          <Day at={until} offset={offset} />
        </>
      )}
      {isProvisional && <span className="hint"> {say('agreement.done.provisionally')}</span>}
    </span>
  ))
}

/** Actions that are said and not entered: they bind nobody yet. */
function Waiting({ agreement }: Pick<Props, 'agreement'>) {
  const { say, word, refusal } = useWords()
  if (agreement.pending.length === 0) return null
  return (
    <section className="card" aria-labelledby="pending-title">
      <h2 id="pending-title">{say('agreement.pending.title')}</h2>
      <p className="hint">{say('agreement.pending.why')}</p>
      <ul className="history">
        {agreement.pending.map(({ act, party, kind, at, why }) => (
          <li key={act}>
            <span>
              <strong>{party}</strong>: {word('agreement.deed', kind)}
            </span>
            <Moment at={at} />
            {why !== undefined && <span className="hint">{refusal(why).sentence}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}
