import { Link, Outlet } from '@tanstack/react-router'
import { useWords } from '../../words/say.tsx'

const tabs = [['/agreements', 'register']] as const

/** The sides of the treaty desk, and the one that is looked at. */
export function AgreementsFrame() {
  const { say } = useWords()
  return (
    <div className="agreements">
      <header className="queue-head">
        <h1>{say('place.agreements')}</h1>
        <nav className="tabs" aria-label={say('agreement.tabs')}>
          {tabs.map(([to, name]) => (
            <Link
              key={name}
              to={to}
              activeOptions={{ exact: true, includeSearch: false }}
              activeProps={{ 'aria-current': 'page' }}
            >
              {say(`agreement.tab.${name}`)}
            </Link>
          ))}
        </nav>
      </header>
      <div className="agreements-body">
        <Outlet />
      </div>
    </div>
  )
}
