import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { matrixQuery, type Matrix, type MatrixPair } from '../../api/matrix.ts'
import { charterQuery } from '../../api/queries.ts'
import { Plate } from '../../ui/marking.tsx'
import { Choice } from '../../ui/choice.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { useWords } from '../../words/say.tsx'
import { cellOf, type Cell } from './matrix-cell.ts'

/** Who may send what to whom: the gate itself, asked for every pair of states, with the agreement it rests on or the reason why not. */
export function MatrixPage() {
  const { say } = useWords()
  const asked = useSearch({ from: '/agreements/matrix' })
  const charter = useQuery(charterQuery).data
  const category = asked.category ?? charter?.categories[0]?.name
  const wish = {
    category: category ?? '',
    ...(asked.purpose === undefined ? {} : { purpose: asked.purpose }),
    ...(asked.at === undefined ? {} : { at: `${asked.at}T00:00:00.000Z` }),
  }
  const { data, error } = useQuery({ ...matrixQuery(wish), enabled: category !== undefined })
  return (
    <>
      <p>{say('agreement.matrix.what')}</p>
      <Question category={category} />
      <ProblemNote error={error} />
      {data !== undefined && <Grid matrix={data} level={asked.level} />}
    </>
  )
}

function Question({ category }: { readonly category: string | undefined }) {
  const { say, named, word } = useWords()
  const asked = useSearch({ from: '/agreements/matrix' })
  const navigate = useNavigate()
  const charter = useQuery(charterQuery).data
  const change = (name: keyof typeof asked, value: string): void =>
    void navigate({
      to: '/agreements/matrix',
      search: { ...asked, [name]: value === '' ? undefined : value },
      replace: true,
    })
  const { categories = [], levels = [], purposes = [] } = charter ?? {}
  return (
    <div className="fields">
      <Choice
        label={say('compose.category')}
        value={category ?? ''}
        options={categories.map(({ name, title }) => [name, named(title, word('category', name))])}
        set={(value) => change('category', value)}
      />
      <Choice
        label={say('compose.level')}
        value={asked.level ?? ''}
        none={say('agreement.matrix.highest')}
        options={levels.map((name) => [name, word('level', name)])}
        set={(value) => change('level', value)}
      />
      <Choice
        label={say('compose.purpose')}
        value={asked.purpose ?? ''}
        none={say('compose.usual')}
        options={purposes.map(({ name, title }) => [name, named(title, name)])}
        set={(value) => change('purpose', value)}
      />
      <label>
        {say('agreement.matrix.at')}
        <input
          key={asked.at}
          placeholder="2026-11-22"
          defaultValue={asked.at ?? ''}
          pattern="\d{4}-\d{2}-\d{2}"
          onBlur={({ target }) => target.checkValidity() && change('at', target.value)}
          onKeyDown={({ key, currentTarget }) => key === 'Enter' && currentTarget.blur()}
        />
      </label>
    </div>
  )
}

interface GridProps {
  readonly matrix: Matrix
  readonly level: string | undefined
}

function Grid({ matrix, level }: GridProps) {
  const { say } = useWords()
  const [chosen, choose] = useState('')
  const pairs = new Map(matrix.items.map((pair) => [keyOf(pair), pair]))
  const levels = matrix.levels.map(({ name }) => name)
  const detail = pairs.get(chosen)
  return (
    <>
      <div className="table-scroller card" tabIndex={0} role="group" aria-label={say('agreement.tab.matrix')}>
        <table className="matrix">
          <caption>{say('agreement.matrix.caption')}</caption>
          <thead>
            <tr>
              <td />
              {matrix.parties.map((party) => (
                <th key={party} scope="col">
                  {party}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.parties.map((author) => (
              <tr key={author}>
                <th scope="row">{author}</th>
                {matrix.parties.map((recipient) => {
                  const pair = pairs.get(keyOf({ author, recipient }))
                  return (
                    <td key={recipient}>
                      {pair === undefined ? (
                        <span aria-hidden="true">·</span>
                      ) : (
                        <CellButton
                          pair={pair}
                          cell={cellOf(pair, levels, level)}
                          isChosen={keyOf(pair) === chosen}
                          choose={() => choose(keyOf(pair))}
                        />
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {matrix.withoutNode.length > 0 && (
        <p className="hint">{say('agreement.matrix.withoutNode', { parties: matrix.withoutNode.join(', ') })}</p>
      )}
      {detail !== undefined && <Reason pair={detail} cell={cellOf(detail, levels, level)} />}
    </>
  )
}

const keyOf = ({ author, recipient }: Pick<MatrixPair, 'author' | 'recipient'>): string => `${author} ${recipient}`

interface CellProps {
  readonly pair: MatrixPair
  readonly cell: Cell
  readonly isChosen: boolean
  readonly choose: () => void
}

/** The verdict, and under it the agreement or the word of the reason; its button shows the whole sentence. */
function CellButton({ pair, cell, isChosen, choose }: CellProps) {
  const { say, word } = useWords()
  const { author, recipient } = pair
  return (
    <button
      type="button"
      className="cell"
      data-says={cell.goes ? 'yes' : 'no'}
      aria-pressed={isChosen}
      onClick={choose}
    >
      <span className="for-reader">{say('agreement.matrix.pair', { author, recipient })}: </span>
      {cell.goes ? '✓' : '✗'} {cell.goes ? word('level', cell.level ?? '') : say('agreement.matrix.nothing')}
      <span className="hint block">
        {cell.goes ? (cell.basis ?? '') : word('agreement.reason', cell.why?.code ?? '')}
      </span>
    </button>
  )
}

/** One pair in full, in the sentences that the gate gives to whoever tries. */
function Reason({ pair: { author, recipient }, cell }: { readonly pair: MatrixPair; readonly cell: Cell }) {
  const { say, refusal } = useWords()
  const { goes, level, basis, secondOfficer, why } = cell
  const no = why === undefined ? undefined : refusal(why)
  return (
    <section className="card" aria-labelledby="pair-title" aria-live="polite">
      <h2 id="pair-title">{say('agreement.matrix.pair', { author, recipient })}</h2>
      {goes && level !== undefined && (
        <p>
          {say('agreement.matrix.upTo')} <Plate level={level} />{' '}
          {basis !== undefined && say('agreement.matrix.basis', { basis })}
          {secondOfficer && <> {say('agreement.matrix.secondOfficer')}</>}
        </p>
      )}
      {no !== undefined && (
        <div className="verdict" data-says={goes ? undefined : 'no'}>
          <p>{goes ? say('agreement.matrix.above', { sentence: no.sentence }) : `✗ ${no.sentence}`}</p>
          <p className="hint">{no.wayOut}</p>
          <p className="hint">{say('problem.rule', { rule: why?.rule ?? '' })}</p>
        </div>
      )}
    </section>
  )
}
