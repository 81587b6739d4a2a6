import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { linksQuery, type Bundle, type Ego, type Found, type Links } from '../../api/links.ts'
import { EmptyNote } from '../../ui/empty-note.tsx'
import { Marking } from '../../ui/marking.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Moment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { QuestionForm } from '../search/question-form.tsx'
import { SearchTabs } from '../search/search-tabs.tsx'
import { LinkDrawing } from './drawing.tsx'

/** What states shared about the same thing: a drawing around it, and a table of the same links. */
export function LinksPage() {
  const { say } = useWords()
  const asked = useSearch({ from: '/search/links' })
  const ego: Ego | undefined =
    asked.act !== undefined && asked.object !== undefined
      ? { kind: 'object', act: asked.act, object: asked.object }
      : asked.value === undefined
        ? undefined
        : { kind: 'value', value: asked.value }
  return (
    <div className="search">
      <h1>{say('links.title')}</h1>
      <SearchTabs />
      <Question key={asked.value ?? ''} />
      {ego === undefined ? (
        <EmptyNote title={say('links.start')} why={say('links.startWhy')} />
      ) : (
        <Around key={JSON.stringify(ego)} ego={ego} />
      )}
    </div>
  )
}

function Question() {
  const { say } = useWords()
  const asked = useSearch({ from: '/search/links' })
  const navigate = useNavigate()
  return (
    <QuestionForm
      name={say('links.question')}
      go={say('links.go')}
      given={asked.value}
      ask={(value) => void navigate({ to: '/search/links', search: value === '' ? {} : { value } })}
    />
  )
}

function Around({ ego }: { readonly ego: Ego }) {
  const { say } = useWords()
  const { data, error } = useQuery(linksQuery(ego))
  if (data === undefined) return error === null ? null : <ProblemNote error={error} />
  return (
    <>
      <p className="hint" role="status">
        {data.lag > 0 && say('search.lag', { count: data.lag })}
      </p>
      {ego.kind === 'object' && (
        <p>
          {say('links.around')}{' '}
          <Link to="/reports" search={{ tab: 'all', act: ego.act }}>
            <bdi>{ego.object}</bdi>
          </Link>
        </p>
      )}
      {data.bundles.length === 0 ? (
        <EmptyNote title={say('links.none')} why={say('links.noneWhy')} />
      ) : (
        <>
          <LinkDrawing ego={ego} links={data} />
          <LinkTable links={data} />
        </>
      )}
    </>
  )
}

const columns = ['join', 'state', 'object', 'at', 'more'] as const

function LinkTable({ links }: { readonly links: Links }) {
  const { say } = useWords()
  return (
    <div className="table-scroller card" tabIndex={0} role="group" aria-label={say('links.table')}>
      <table>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {say(`links.column.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        {links.bundles.map((bundle) => (
          <tbody key={`${bundle.kind} ${bundle.name}`}>
            {bundle.finds.map((find, at) => (
              <LinkRow key={`${find.act} ${find.object}`} bundle={bundle} find={find} isFirst={at === 0} />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}

interface RowProps {
  readonly bundle: Bundle
  readonly find: Found
  readonly isFirst: boolean
}

function LinkRow({ bundle, find: { act, author, at, level, object, type, name }, isFirst }: RowProps) {
  const { say, word } = useWords()
  return (
    <tr>
      {isFirst && (
        <th scope="rowgroup" rowSpan={bundle.finds.length}>
          <span className="hint block">{word('links.kind', bundle.kind)}</span>
          <bdi>{bundle.name}</bdi>
          {bundle.more && <span className="hint block">{say('links.more')}</span>}
        </th>
      )}
      <td>{author}</td>
      <td>
        <Marking level={level} />{' '}
        <Link to="/reports" search={{ tab: 'all', act }}>
          <bdi>{name === '' ? object : name}</bdi>
        </Link>
        <span className="hint block">{type}</span>
      </td>
      <td>
        <Moment at={at} />
      </td>
      <td>
        <Link to="/search/links" search={{ act, object }}>
          {say('links.follow')}
          <span className="for-reader"> {object}</span>
        </Link>
      </td>
    </tr>
  )
}
