import { Link } from '@tanstack/react-router'
import { facetNames, type Asked, type Facets as Counted } from '../../api/search.ts'
import { useWords } from '../../words/say.tsx'

interface Props {
  readonly asked: Asked
  readonly facets: Counted
}

const mostShown = 6

/** How the finds divide, of what the reader may see; each narrows the search by itself. */
export function Facets({ asked, facets }: Props) {
  const { say, word } = useWords()
  const { finds, exact } = facets
  const shown = facetNames.filter((name) => asked[name] === undefined && facets[name].length > 1)
  return (
    <section className="facets" aria-label={say('facets.title')}>
      <p role="status">{say(exact ? 'facets.finds' : 'facets.more', { count: finds })}</p>
      {shown.map((name) => (
        <div key={name} role="group" aria-label={say(`facets.by.${name}`)}>
          <span className="hint">{say(`facets.by.${name}`)}:</span>
          <ul>
            {facets[name].slice(0, mostShown).map(({ value, count }) => (
              <li key={value}>
                <Link to="/search" search={{ ...asked, [name]: value }}>
                  <bdi>{name === 'category' || name === 'level' ? word(name, value) : value}</bdi>
                </Link>{' '}
                <span className="figure">{count}</span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}
