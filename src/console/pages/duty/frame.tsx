import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useKeys, type Keys } from '../../browser/keyboard.ts'
import { useRefusal } from '../../frame/allowed.ts'
import { useWords } from '../../words/say.tsx'
import '../../styles/duty.css'

const tabs = [
  ['/duty', 'board'],
  ['/duty/desks', 'desks'],
  ['/duty/checks', 'checks'],
  ['/duty/calls', 'calls'],
] as const

/** The sides of the duty desk, and the one that is looked at. */
export function DutyFrame() {
  const { say } = useWords()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const navigate = useNavigate()
  const mayWarn = useRefusal('alerts.send') === undefined
  const keys = useMemo(
    (): Keys => (mayWarn ? { KeyN: () => void navigate({ to: '/duty/warn' }) } : {}),
    [mayWarn, navigate],
  )
  useKeys(keys)
  return (
    <div className="duty">
      <header className="queue-head">
        <h1>{say('place.duty')}</h1>
        <nav className="tabs" aria-label={say('duty.tabs')}>
          {tabs.map(([to, name]) => (
            <Link
              key={name}
              to={to}
              aria-current={to === path || (to === '/duty' && path === '/duty/') ? 'page' : undefined}
              activeOptions={{ exact: true }}
            >
              {say(`duty.tab.${name}`)}
            </Link>
          ))}
        </nav>
        {mayWarn && (
          <Link to="/duty/warn" className="new-report warn-link">
            {say('duty.warn.title')}
          </Link>
        )}
      </header>
      <div className="duty-body">
        <Outlet />
      </div>
    </div>
  )
}
