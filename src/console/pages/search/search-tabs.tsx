import { Link } from '@tanstack/react-router'
import { useWords } from '../../words/say.tsx'

const tabs = [
  ['/search', 'search'],
  ['/search/links', 'links'],
] as const

/** Two ways to find: by words, and by what states shared of the same thing. */
export function SearchTabs() {
  const { say } = useWords()
  return (
    <nav className="tabs" aria-label={say('links.tabs')}>
      {tabs.map(([to, name]) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: true, includeSearch: false }}
          activeProps={{ 'aria-current': 'page' }}
        >
          {say(`links.tab.${name}`)}
        </Link>
      ))}
    </nav>
  )
}
