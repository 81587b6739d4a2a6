import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { charterQuery } from '../api/queries.ts'
import { searchQuery, type Find } from '../api/search.ts'
import { EmptyNote } from '../ui/empty-note.tsx'
import { Highlighted } from '../ui/highlighted.tsx'
import { Marking } from '../ui/marking.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { Moment } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'
import { SearchTabs } from './search-tabs.tsx'

/** Finds in what the reader may see; the question stands in the address. */
export function SearchPage() {
  const { say } = useWords()
  const asked = useSearch({ from: '/search' })
  return (
    <div className="search">
      <h1>{say('place.search')}</h1>
      <SearchTabs />
      <Question key={asked.q ?? ''} />
      {asked.q === undefined ? (
        <EmptyNote title={say('search.start')} why={say('search.startWhy')} />
      ) : (
        <Finds q={asked.q} {...(asked.category === undefined ? {} : { category: asked.category })} />
      )}
    </div>
  )
}

function Question() {
  const { say, word } = useWords()
  const asked = useSearch({ from: '/search' })
  const navigate = useNavigate()
  const charter = useQuery(charterQuery).data
  const [text, setText] = useState(asked.q ?? '')
  const ask = (q: string, category: string | undefined): void =>
    void navigate({
      to: '/search',
      search: { ...(q === '' ? {} : { q }), ...(category === undefined ? {} : { category }) },
    })
  return (
    <form
      role="search"
      className="question"
      onSubmit={(event) => {
        event.preventDefault()
        ask(text.trim(), asked.category)
      }}
    >
      <input
        type="search"
        dir="auto"
        autoFocus
        maxLength={500}
        aria-label={say('search.question')}
        placeholder={say('search.question')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <select
        aria-label={say('compose.category')}
        value={asked.category ?? ''}
        onChange={(event) => ask(text.trim(), event.target.value === '' ? undefined : event.target.value)}
      >
        <option value="">{say('search.everyCategory')}</option>
        {charter?.categories.map(({ name }) => (
          <option key={name} value={name}>
            {word('category', name)}
          </option>
        ))}
      </select>
      <button type="submit" className="primary">
        {say('search.go')}
      </button>
    </form>
  )
}

function Finds(asked: { readonly q: string; readonly category?: string }) {
  const { say } = useWords()
  const navigate = useNavigate()
  const query = useInfiniteQuery(searchQuery(asked))
  const [first] = query.data?.pages ?? []
  const finds = query.data?.pages.flatMap(({ items }) => items) ?? []
  if (first === undefined) return query.error === null ? null : <ProblemNote error={query.error} />
  const { instead } = first
  return (
    <>
      <p className="hint" role="status">
        {first.lag > 0 && say('search.lag', { count: first.lag })}
      </p>
      {instead !== undefined && (
        <p>
          {say('search.instead')}{' '}
          <button type="button" onClick={() => void navigate({ to: '/search', search: { ...asked, q: instead } })}>
            <bdi>{instead}</bdi>
          </button>
        </p>
      )}
      {finds.length === 0 ? (
        <EmptyNote title={say('search.none')} why={say('search.noneWhy', { count: first.searched ?? 0 })} />
      ) : (
        <ol className="finds">
          {finds.map((find) => (
            <FindLine key={`${find.act} ${find.object}`} find={find} />
          ))}
        </ol>
      )}
      {query.hasNextPage && (
        <button type="button" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {say('report.more')}
        </button>
      )}
    </>
  )
}

function FindLine({ find }: { readonly find: Find }) {
  const { say } = useWords()
  const { act, author, at, level, type, name, object, snippet, highlights } = find
  return (
    <li className="find">
      <Marking level={level} />{' '}
      <Link to="/reports" search={{ tab: 'all', act }}>
        <bdi>{name === '' ? object : name}</bdi>
      </Link>
      <span className="row-about">
        {type} · <strong>{author}</strong> · <Moment at={at} />·{' '}
        <Link to="/search/links" search={{ act, object }}>
          {say('links.tab.links')}
          <span className="for-reader"> {object}</span>
        </Link>
      </span>
      <p dir="auto" className="snippet">
        <Highlighted text={snippet} places={highlights} />
      </p>
    </li>
  )
}
