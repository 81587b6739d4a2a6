import { queryOptions } from '@tanstack/react-query'
import * as z from 'zod'
import { answerByPasskey, makePasskey } from '../browser/passkeys.ts'
import { ask, tell } from './ask.ts'
import { Refusal } from './forms.ts'

const Begun = z.object({ options: z.record(z.string(), z.unknown()) })

const Ways = z.object({
  password: z.boolean(),
  passkeys: z.array(z.object({ id: z.string(), name: z.string(), addedAt: z.string(), usedAt: z.string().optional() })),
  identity: z.object({ issuer: z.string(), usedAt: z.string().optional() }).optional(),
  refused: Refusal.optional(),
})
export type Ways = z.infer<typeof Ways>

export const waysQuery = queryOptions({
  queryKey: ['ways'],
  queryFn: ({ signal }) => ask('/api/v1/me/ways', Ways, { signal }),
})

/** Both steps of an answer; `path` is the second, the first lies under it. */
export async function proveByPasskey(
  path: '/api/v1/session/passkey' | '/api/v1/session/confirm/passkey',
): Promise<void> {
  const { options } = await ask(`${path}/begin`, Begun, { method: 'POST', body: {} })
  const response = await answerByPasskey(options)
  await tell(path, { method: 'POST', body: { response } })
}

/** Both steps of a new passkey of whoever is signed in. */
export async function addPasskey(name: string): Promise<void> {
  const { options } = await ask('/api/v1/me/passkeys/begin', Begun, { method: 'POST', body: {} })
  const response = await makePasskey(options)
  await tell('/api/v1/me/passkeys', { method: 'POST', body: { name, response } })
}

/** The same by an administrator's link, which also signs in. */
export async function enrolPasskey(secret: string, name: string): Promise<void> {
  const { options } = await ask('/api/v1/enrolment/begin', Begun, { method: 'POST', body: { secret } })
  const response = await makePasskey(options)
  await tell('/api/v1/enrolment', { method: 'POST', body: { secret, name, response } })
}
