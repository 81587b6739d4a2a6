import type { QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { alertsKey } from './alerts.ts'
import { consultKey } from './consultation.ts'
import { desksKey } from './desks.ts'
import { watchesQuery } from './search.ts'

/** What is asked for anew when the node says that something is new. The hint itself is never shown. */
const touched = [
  ['acts'],
  ['act'],
  ['drafts'],
  ['search'],
  ['agreements'],
  [alertsKey],
  [desksKey],
  [consultKey],
] as const

/** Listens to the node while someone is signed in. The browser reconnects by itself and says where it left off. */
export function useLive(client: QueryClient, isSignedIn: boolean): void {
  useEffect(() => {
    if (!isSignedIn) return undefined
    const stream = new EventSource('/api/v1/events')
    const renew = (): void => {
      for (const queryKey of touched) void client.invalidateQueries({ queryKey })
    }
    stream.addEventListener('act', renew)
    const renewWatches = (): void => void client.invalidateQueries({ queryKey: watchesQuery.queryKey })
    stream.addEventListener('reset', renew)
    const renewAlerts = (): void => void client.invalidateQueries({ queryKey: [alertsKey] })
    for (const name of ['receipt', 'alert-overdue']) stream.addEventListener(name, renewAlerts)
    for (const name of ['watch', 'reset']) stream.addEventListener(name, renewWatches)
    return () => stream.close()
  }, [client, isSignedIn])
}
