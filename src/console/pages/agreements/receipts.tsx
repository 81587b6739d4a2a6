import { useQuery } from '@tanstack/react-query'
import { receiptsQuery, type Agreement, type Notified } from '../../api/agreements.ts'
import { EmptyNote } from '../../ui/empty-note.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { StateWord } from '../../ui/state-word.tsx'
import { Day } from '../../words/day.tsx'
import { Moment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'

interface Props {
  readonly name: string
  readonly agreement: Agreement
}

/** Of each action who has been notified of it and when, by signed receipts as far as this node has them. */
export function ReceiptsView({ name, agreement }: Props) {
  const { say } = useWords()
  const isKnown = agreement.state !== 'founding'
  const { data, error } = useQuery({ ...receiptsQuery(name), enabled: isKnown })
  if (isKnown && data === undefined) return <ProblemNote error={error} />
  const items = data?.items ?? []
  if (items.length === 0) {
    return <EmptyNote title={say('agreement.receipts.none')} why={say('agreement.receipts.noneWhy')} />
  }
  return (
    <section className="card" aria-labelledby="receipts-title">
      <h2 id="receipts-title">{say('agreement.receipts.title')}</h2>
      <p className="hint">{say('agreement.receipts.why')}</p>
      <Receipts items={items} offset={agreement.utcOffset} />
    </section>
  )
}

function Receipts({ items, offset }: { readonly items: readonly Notified[]; readonly offset: string }) {
  const { say, word } = useWords()
  const parties = [...new Set(items.flatMap((item) => item.parties.map(({ party }) => party)))].toSorted()
  return (
    <div className="table-scroller" tabIndex={0} role="group" aria-labelledby="receipts-title">
      <table>
        <thead>
          <tr>
            <th scope="col">{say('agreement.receipts.action')}</th>
            <th scope="col">{say('agreement.receipts.entry')}</th>
            {parties.map((party) => (
              <th key={party} scope="col">
                {party}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.act}>
              <th scope="row">
                <strong>{item.party}</strong>: {word('agreement.deed', item.kind)}
                <span className="hint block">
                  <Day at={item.at} offset={offset} />
                </span>
              </th>
              <td>{item.entry === undefined ? '–' : say('agreement.receipts.by', { ...item.entry })}</td>
              {parties.map((party) => (
                <td key={party}>
                  <Receipt found={item.parties.find((one) => one.party === party)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Receipt({ found }: { readonly found: Notified['parties'][number] | undefined }) {
  const { say } = useWords()
  if (found === undefined) return <>–</>
  if (found.state === 'unknown') return <span className="hint">{say('agreement.receipts.unknown')}</span>
  if (found.state === 'notifier') return <span className="hint">{say('agreement.receipts.notifier')}</span>
  return (
    <>
      <StateWord state={found.state} />
      {found.at !== undefined && (
        <span className="block">
          <Moment at={found.at} />
        </span>
      )}
    </>
  )
}
