import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { registerQuery, type Listed } from '../../api/agreements.ts'
import { EmptyNote } from '../../ui/empty-note.tsx'
import { LifeWord } from '../../ui/life-word.tsx'
import { Plate } from '../../ui/marking.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Day } from '../../words/day.tsx'
import { useWords } from '../../words/say.tsx'
import { isLife, lifeOf, lives } from './life.ts'

/** Every agreement that this party knows of: how far it is, for whom it is in force, and what we are to it. */
export function RegisterPage() {
  const { say, named } = useWords()
  const { life, q = '' } = useSearch({ from: '/agreements/' })
  const { data, error } = useQuery(registerQuery)
  if (data === undefined) return error === null ? null : <ProblemNote error={error} />
  const sought = q.toLowerCase()
  const rows = data.items.filter(
    (row) =>
      (life === undefined || lifeOf(row) === life) &&
      `${row.name} ${named(row.title, '')}`.toLowerCase().includes(sought),
  )
  return (
    <>
      <Filter />
      <p className="hint" role="status">
        {say('agreement.register.count', { shown: rows.length, all: data.items.length })}
      </p>
      {rows.length === 0 ? (
        <EmptyNote
          title={say(data.items.length === 0 ? 'agreement.register.empty' : 'agreement.register.none')}
          why={say(data.items.length === 0 ? 'agreement.register.emptyWhy' : 'agreement.register.noneWhy')}
        />
      ) : (
        <Register rows={rows} />
      )}
    </>
  )
}

function Filter() {
  const { say } = useWords()
  const { life, q = '' } = useSearch({ from: '/agreements/' })
  const navigate = useNavigate()
  const ask = (wish: { readonly life?: string | undefined; readonly q: string }): void => {
    const chosen = isLife(wish.life) ? { life: wish.life } : {}
    void navigate({ to: '/agreements', search: { ...chosen, ...(wish.q === '' ? {} : { q: wish.q }) }, replace: true })
  }
  return (
    <div className="question" role="search">
      <input
        type="search"
        dir="auto"
        maxLength={100}
        aria-label={say('agreement.register.find')}
        placeholder={say('agreement.register.find')}
        value={q}
        onChange={(event) => ask({ life, q: event.target.value })}
      />
      <select
        aria-label={say('agreement.column.state')}
        value={life ?? ''}
        onChange={(event) => ask({ life: event.target.value, q })}
      >
        <option value="">{say('agreement.register.everyState')}</option>
        {lives.map((name) => (
          <option key={name} value={name}>
            {say(`agreement.life.${name}`)}
          </option>
        ))}
      </select>
    </div>
  )
}

const columns = ['agreement', 'state', 'entry', 'inForceFor', 'own', 'ceiling'] as const

function Register({ rows }: { readonly rows: readonly Listed[] }) {
  const { say } = useWords()
  return (
    <div className="table-scroller card" tabIndex={0} role="group" aria-label={say('agreement.tab.register')}>
      <table className="register">
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {say(`agreement.column.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <RegisterRow key={row.closed ?? row.name} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function RegisterRow({ row }: { readonly row: Listed }) {
  const { say, named } = useWords()
  const { name, closed, entry, utcOffset, inForceFor, participants = [] } = row
  const missing = participants.filter((party) => !inForceFor.includes(party))
  return (
    <tr>
      <th scope="row">
        <Link to="/agreements/of/$name" params={{ name: closed ?? name }}>
          <bdi>{named(row.title, name)}</bdi>
        </Link>
        <span className="row-about">
          <code>{name}</code>
          {closed !== undefined && <span className="tag">{say('agreement.closed')}</span>}
        </span>
      </th>
      <td>
        <LifeWord list="agreement.life" name={lifeOf(row)} />
        {row.state === 'founding' && <p className="hint">{say('agreement.byFounding')}</p>}
      </td>
      <td>{entry === undefined ? '–' : <Day at={entry} offset={utcOffset} />}</td>
      <td>
        {inForceFor.length === 0 ? '–' : inForceFor.join(', ')}
        {inForceFor.length > 0 && missing.length > 0 && (
          <p className="hint">{say('agreement.register.notFor', { parties: missing.join(', ') })}</p>
        )}
      </td>
      <td>{row.own === undefined ? '–' : <LifeWord list="agreement.party" name={row.own} />}</td>
      <td>
        <Plate level={row.ceiling} />
      </td>
    </tr>
  )
}
