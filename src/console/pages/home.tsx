import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { doorQuery } from '../api/queries.ts'

/** Where a role begins: whoever answers alerts at the duty desk, whoever reads content with the reports, whoever acts under agreements with these, who reads the record alone with the ledger, the others with the node. */
export function HomePage() {
  const session = useQuery(doorQuery).data?.session
  if (session === undefined) return null
  const may = (action: string): boolean => session.refused[action] === undefined
  if (may('alerts.act')) return <Navigate to="/duty" replace />
  if (may('content.read')) return <Navigate to="/reports" replace />
  if (may('agreement.act')) return <Navigate to="/agreements" replace />
  return <Navigate to={may('records.read') && may('records.verify') ? '/ledger' : '/node'} replace />
}
