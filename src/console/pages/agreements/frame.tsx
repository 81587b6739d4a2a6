import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { useWords } from '../../words/say.tsx'

const tabs = [
  ['/agreements', 'register'],
  ['/agreements/matrix', 'matrix'],
  ['/agreements/texts', 'texts'],
  ['/agreements/duties', 'duties'],
] as const

/** The sides of the treaty desk, and the one that is looked at. */
export function AgreementsFrame() {
  const { say } = useWords()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  return (
    <div className="agreements">
      <header className="queue-head">
        <h1>{say('place.agreements')}</h1>
        <nav className="tabs" aria-label={say('agreement.tabs')}>
          {tabs.map(([to, name]) => (
            <Link
              key={name}
              to={to}
              aria-current={name === tabOf(path) ? 'page' : undefined}
              activeOptions={{ exact: true }}
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

/** One agreement belongs to the register, a proposal to the texts. */
function tabOf(path: string): string | undefined {
  if (path.startsWith('/agreements/proposals')) return 'texts'
  return tabs.findLast(([to]) => path.startsWith(to))?.[1]
}
