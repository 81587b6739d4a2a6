import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useKeys, type Keys } from '../../browser/keyboard.ts'
import { useRefusal } from '../../frame/allowed.ts'
import { useWords } from '../../words/say.tsx'
import '../../styles/duty.css'

const parts = [
  ['/consult', 'requests'],
  ['/consult/onward', 'onward'],
] as const

/** The sides of consultation, and the one that is looked at. */
export function ConsultFrame() {
  const { say } = useWords()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const navigate = useNavigate()
  const mayAsk = useRefusal('consultation.send') === undefined
  const keys = useMemo(
    (): Keys => (mayAsk ? { KeyN: () => void navigate({ to: '/consult/ask' }) } : {}),
    [mayAsk, navigate],
  )
  useKeys(keys)
  return (
    <div className="duty">
      <header className="queue-head">
        <h1>{say('place.consult')}</h1>
        <nav className="tabs" aria-label={say('consult.parts')}>
          {parts.map(([to, name]) => (
            <Link
              key={name}
              to={to}
              aria-current={to === path.replace(/\/$/u, '') ? 'page' : undefined}
              activeOptions={{ exact: true }}
            >
              {say(`consult.part.${name}`)}
            </Link>
          ))}
        </nav>
        {mayAsk && (
          <Link to="/consult/ask" className="new-report warn-link">
            {say('consult.ask.title')}
          </Link>
        )}
      </header>
      <div className="duty-body">
        <Outlet />
      </div>
    </div>
  )
}
