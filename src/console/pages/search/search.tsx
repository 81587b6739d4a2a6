import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { charterQuery } from '../../api/queries.ts'
import { askedIn, isAsked, searchQuery, type Asked } from '../../api/search.ts'
import { EmptyNote } from '../../ui/empty-note.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { useWords } from '../../words/say.tsx'
import { Facets } from './facets.tsx'
import { FilterChips } from './filter-chips.tsx'
import { FindList, moreOf } from './finds.tsx'
import { SaveWatch } from './save-watch.tsx'
import { SearchTabs } from './search-tabs.tsx'
import { KeptWatches } from './kept-watches.tsx'
import { QuestionForm } from './question-form.tsx'
import { WatchPane } from './watch-pane.tsx'

/** Finds in what the reader may see; the question stands in the address, or which watch is looked at. */
export function SearchPage() {
  const { say } = useWords()
  const place = useSearch({ from: '/search' })
  const asked = askedIn(place)
  return (
    <div className="search">
      <h1>{say('place.search')}</h1>
      <SearchTabs />
      <Question key={asked.q ?? ''} asked={asked} />
      <FilterChips asked={asked} />
      <div className="watched">
        <div className="watched-main">
          {place.watch !== undefined ? (
            <WatchPane key={place.watch} watch={place.watch} />
          ) : isAsked(asked) ? (
            <Finds asked={asked} />
          ) : (
            <EmptyNote title={say('search.start')} why={say('search.startWhy')} />
          )}
        </div>
        <KeptWatches looked={place.watch} />
      </div>
    </div>
  )
}

function Question({ asked }: { readonly asked: Asked }) {
  const { say, word } = useWords()
  const navigate = useNavigate()
  const charter = useQuery(charterQuery).data
  const ask = (changed: Asked): void => void navigate({ to: '/search', search: askedIn({ ...asked, ...changed }) })
  return (
    <QuestionForm
      name={say('search.question')}
      go={say('search.go')}
      given={asked.q}
      isFirst
      ask={(q) => ask({ q })}
      more={(q) => (
        <select
          aria-label={say('compose.category')}
          value={asked.category ?? ''}
          onChange={(event) => ask({ q, category: event.target.value })}
        >
          <option value="">{say('search.everyCategory')}</option>
          {charter?.categories.map(({ name }) => (
            <option key={name} value={name}>
              {word('category', name)}
            </option>
          ))}
        </select>
      )}
    />
  )
}

function Finds({ asked }: { readonly asked: Asked }) {
  const { say } = useWords()
  const navigate = useNavigate()
  const query = useInfiniteQuery(searchQuery(asked))
  const [first] = query.data?.pages ?? []
  const finds = query.data?.pages.flatMap(({ items }) => items) ?? []
  if (first === undefined) return query.error === null ? null : <ProblemNote error={query.error} />
  const { instead } = first
  return (
    <>
      <SaveWatch key={JSON.stringify(asked)} asked={asked} place={first.place} />
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
        <>
          {first.facets !== undefined && <Facets asked={asked} facets={first.facets} />}
          <FindList finds={finds} more={moreOf(query)} />
        </>
      )}
    </>
  )
}
