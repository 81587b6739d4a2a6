import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { useEffect } from 'react'
import * as z from 'zod'
import { listen } from '../browser/events.ts'
import { Gathered } from '../browser/gathered.ts'
import { agreementsKey } from './agreements.ts'
import { actsKey, draftsQuery, reportKey, type Box } from './queries.ts'
import { watchesQuery } from './search.ts'

/** What is asked for anew when the node says that there is a new act. The hint itself is never shown. */
const byAct: readonly QueryKey[] = [[actsKey], [reportKey], draftsQuery.queryKey, ['search'], [agreementsKey]]
const byWatch: readonly QueryKey[] = [watchesQuery.queryKey]

/** The lists that show how far a report of this house is with its addressees. */
const ownBoxes: readonly Box[] = ['sent', 'recalled', 'all']

const About = z.object({ act: z.string() })

/** An addressee has said how far an act of ours is with him. */
function byReceipt(data: string): readonly QueryKey[] {
  const said = About.safeParse(JSON.parse(data))
  return said.success ? [[reportKey, said.data.act], ...ownBoxes.map((box) => [actsKey, box])] : []
}

/** Listens to the node while someone is signed in. */
export function useLive(client: QueryClient, isSignedIn: boolean): void {
  useEffect(() => {
    if (!isSignedIn) return undefined
    const renewing = new Gathered<QueryKey>((queryKey) => void client.invalidateQueries({ queryKey }))
    const renew = (keys: readonly QueryKey[]): void => keys.forEach((key) => renewing.add(key))
    const everything = (): void => renew([...byAct, ...byWatch])
    const stop = listen({
      path: '/api/v1/events',
      names: ['act', 'receipt', 'watch', 'reset'],
      on: (name, data) => {
        if (name === 'act') renew(byAct)
        else if (name === 'receipt') renew(byReceipt(data))
        else if (name === 'watch') renew(byWatch)
        else everything()
      },
      onAnew: everything,
    })
    return () => {
      stop()
      renewing.drop()
    }
  }, [client, isSignedIn])
}
