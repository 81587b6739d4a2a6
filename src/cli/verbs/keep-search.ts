import { Anything } from '../answers.ts'
import type { Client } from '../client.ts'

export interface ToKeep {
  readonly name: string
  readonly query: object
  readonly place?: string | undefined
}

/** Keeps a search under a name: what comes into the index behind `place` is new to it. */
export async function keepSearch(client: Client, wish: ToKeep): Promise<void> {
  await client.ask('/api/v1/watches', Anything, { method: 'POST', json: wish })
}
