import * as z from 'zod'
import { ask } from './ask.ts'

const Away = z.object({ url: z.string() })
const Back = z.object({ did: z.enum(['entered', 'confirmed']) })

/** Where to go to sign in, or to prove again who is there. */
export const beginAtProvider = (
  path: '/api/v1/session/identity' | '/api/v1/session/confirm/identity',
): Promise<string> => ask(`${path}/begin`, Away, { method: 'POST', body: {} }).then(({ url }) => url)

/** What the provider sent this browser back with. */
export const comeBack = (query: string): Promise<z.infer<typeof Back>> =>
  ask('/api/v1/session/identity', Back, { method: 'POST', body: { query } })

/** Signs out here; answers where one signs out at the provider too. */
export const leaveToProvider = (): Promise<string> =>
  ask('/api/v1/session/identity/leave', Away, { method: 'POST', body: {} }).then(({ url }) => url)
