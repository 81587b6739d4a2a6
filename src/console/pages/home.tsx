import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { doorQuery } from '../api/queries.ts'

/** Where a role begins: whoever reads content with the reports, who reads the record alone with the ledger, the others with the node. */
export function HomePage() {
  const session = useQuery(doorQuery).data?.session
  if (session === undefined) return null
  const { refused } = session
  if (refused['content.read'] === undefined) return <Navigate to="/reports" replace />
  const isAuditor = refused['records.read'] === undefined && refused['records.verify'] === undefined
  return <Navigate to={isAuditor ? '/ledger' : '/node'} replace />
}
