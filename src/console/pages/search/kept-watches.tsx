import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { newIn, watchesQuery } from '../../api/search.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { useWords } from '../../words/say.tsx'

/** The watches of whoever is signed in, each with how much of it is new. */
export function KeptWatches({ looked }: { readonly looked: string | undefined }) {
  const { say } = useWords()
  const { data, error } = useQuery(watchesQuery)
  const items = data?.items ?? []
  return (
    <nav className="watches card" aria-labelledby="watches-title">
      <h2 id="watches-title">{say('watch.title')}</h2>
      <ProblemNote error={error} />
      {data !== undefined && items.length === 0 && <p className="hint">{say('watch.none')}</p>}
      <ul>
        {items.map((one) => (
          <li key={one.watch}>
            <Link
              to="/search"
              search={{ watch: one.watch }}
              className="place"
              aria-current={one.watch === looked ? 'page' : undefined}
            >
              <bdi>{one.name}</bdi>
              {one.finds > 0 && (
                <span className="count">
                  {newIn([one])} <span className="for-reader">{say('watch.new')}</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
