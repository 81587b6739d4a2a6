import type { Agreement, Pair } from '../../api/agreements.ts'
import { useWords } from '../../words/say.tsx'

/** What the agreement is between each two that it binds: a table of states by states, or one sentence where nothing sets two apart. */
export function PairsTable({ agreement }: { readonly agreement: Agreement }) {
  const { say } = useWords()
  const { pairs } = agreement
  if (pairs.length === 0) return null
  const parties = [...new Set(pairs.flatMap((pair) => pair.parties))].toSorted()
  const isPlain = pairs.every(({ force, articles }) => force === 'in-force' && articles.length === 0)
  return (
    <section className="card" aria-labelledby="pairs-title">
      <h2 id="pairs-title">{say('agreement.pairs.title')}</h2>
      {isPlain ? (
        <p>{say('agreement.pairs.plain', { parties: parties.join(', ') })}</p>
      ) : (
        <div className="table-scroller" tabIndex={0} role="group" aria-labelledby="pairs-title">
          <table className="matrix">
            <thead>
              <tr>
                <td />
                {parties.map((party) => (
                  <th key={party} scope="col">
                    {party}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {parties.map((row) => (
                <tr key={row}>
                  <th scope="row">{row}</th>
                  {parties.map((column) => (
                    <td key={column}>
                      <PairCell pair={pairs.find((pair) => isOf(pair, row, column))} isSame={row === column} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

const isOf = ({ parties }: Pair, one: string, other: string): boolean =>
  one !== other && parties.includes(one) && parties.includes(other)

function PairCell({ pair, isSame }: { readonly pair: Pair | undefined; readonly isSame: boolean }) {
  const { say } = useWords()
  if (isSame || pair === undefined) return <span aria-hidden="true">·</span>
  if (pair.force !== 'in-force') return <span data-says="no">✗ {say(`agreement.pairs.${pair.force}`)}</span>
  if (pair.articles.length === 0) return <span data-says="yes">✓ {say('agreement.pairs.asWritten')}</span>
  return (
    <ul>
      {pair.articles.map(({ article, effect, by, answer, reservation }) => (
        <li key={`${article} ${reservation}`}>
          {say(`agreement.pairs.${effect}`, { article, party: by })}
          <span className="hint block">{say(`agreement.answer.${answer}`)}</span>
        </li>
      ))}
    </ul>
  )
}
