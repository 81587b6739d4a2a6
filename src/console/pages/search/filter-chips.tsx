import { Link } from '@tanstack/react-router'
import { filterNames, type Asked } from '../../api/search.ts'
import { useWords } from '../../words/say.tsx'

/** What narrows the search besides its category, which has a field of its own; each is taken away by itself. */
export function FilterChips({ asked }: { readonly asked: Asked }) {
  const { say } = useWords()
  const shown = filterNames.filter((name) => name !== 'category' && asked[name] !== undefined)
  if (shown.length === 0) return null
  return (
    <ul className="chips" aria-label={say('watch.filters')}>
      {shown.map((name) => {
        const { [name]: value, ...others } = asked
        return (
          <li key={name} className="tag">
            {say(`watch.filter.${name}`)} <bdi>{value}</bdi>{' '}
            <Link
              to="/search"
              search={others}
              aria-label={say('watch.without', { filter: say(`watch.filter.${name}`) })}
            >
              ×
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
