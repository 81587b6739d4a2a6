import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { doorQuery } from '../api/queries.ts'

/** Where a role begins: whoever reads content with the reports, the others with the node. */
export function HomePage() {
  const session = useQuery(doorQuery).data?.session
  if (session === undefined) return null
  return <Navigate to={session.refused['content.read'] === undefined ? '/reports' : '/node'} replace />
}
