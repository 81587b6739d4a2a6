import { Link, Outlet, useNavigate, useRouterState, type LinkProps } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useKeys, type Keys } from '../browser/keyboard.ts'
import { useRefusal } from '../frame/allowed.ts'
import '../styles/duty.css'

interface PartFrameProps {
  readonly title: string
  readonly label: string
  /** Its sides; the first is where one begins. */
  readonly parts: readonly { readonly to: NonNullable<LinkProps['to']>; readonly name: string }[]
  /** What is begun here, by its key too, by whoever may. */
  readonly begins: { readonly to: NonNullable<LinkProps['to']>; readonly name: string; readonly action: string }
}

/** A place of several sides, and the one that is looked at. */
export function PartFrame({ title, label, parts, begins: { to: begun, name: beginning, action } }: PartFrameProps) {
  const path = useRouterState({ select: ({ location }) => location.pathname }).replace(/\/$/u, '')
  const navigate = useNavigate()
  const mayBegin = useRefusal(action) === undefined
  const keys = useMemo(
    (): Keys => (mayBegin ? { KeyN: () => void navigate({ to: begun }) } : {}),
    [mayBegin, navigate, begun],
  )
  useKeys(keys)
  return (
    <div className="duty">
      <header className="queue-head">
        <h1>{title}</h1>
        <nav className="tabs" aria-label={label}>
          {parts.map(({ to, name }) => (
            <Link key={name} to={to} aria-current={to === path ? 'page' : undefined} activeOptions={{ exact: true }}>
              {name}
            </Link>
          ))}
        </nav>
        {mayBegin && (
          <Link to={begun} className="new-report warn-link">
            {beginning}
          </Link>
        )}
      </header>
      <div className="duty-body">
        <Outlet />
      </div>
    </div>
  )
}
