import { Link, useSearch } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { useWords } from '../words/say.tsx'
import { NodeBench } from './node-bench.tsx'
import { NodeHealth } from './node-health.tsx'
import { NodeInvitations } from './node-invitations.tsx'
import { NodeKeys } from './node-keys.tsx'
import { NodeOverview } from './node-overview.tsx'
import { nodeParts, type NodePart } from './node-place.ts'
import { NodeProfiles } from './node-profiles.tsx'
import { NodeUsers } from './node-users.tsx'
import '../styles/node.css'

const screens: Readonly<Record<NodePart, ComponentType>> = {
  overview: NodeOverview,
  invitations: NodeInvitations,
  keys: NodeKeys,
  users: NodeUsers,
  profiles: NodeProfiles,
  bench: NodeBench,
  condition: NodeHealth,
}

/** What an administrator looks after. Which part is shown stands in the address. */
export function NodePage() {
  const { say } = useWords()
  const { part = 'overview' } = useSearch({ from: '/node' })
  const Part = screens[part]
  return (
    <div className="node">
      <h1>{say('place.node')}</h1>
      <nav className="tabs node-tabs" aria-label={say('node.parts')}>
        {nodeParts.map((name) => (
          <Link key={name} to="/node" search={{ part: name }} aria-current={name === part ? 'page' : undefined}>
            {say(`node.part.${name}`)}
          </Link>
        ))}
      </nav>
      <Part />
    </div>
  )
}
