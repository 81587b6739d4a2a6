import { z } from 'zod'
import { page } from '../answers.ts'
import type { Client } from '../client.ts'
import { stop } from '../stop.ts'

const proposals = '/api/v1/charter/proposals'
const Pending = z.looseObject({ act: z.string() })

/** The whole id of what waits, or has its place, from its first digits. */
export async function proposalNamed(client: Client, typed: string): Promise<string> {
  if (/^act--[0-9a-f]{64}$/u.test(typed)) return typed
  const { items } = await client.ask(proposals, page(Pending))
  const found = items.filter(({ act }) => act.startsWith(typed.startsWith('act--') ? typed : `act--${typed}`))
  const [first] = found
  if (first === undefined) throw stop('act-not-found', { act: typed })
  if (found.length > 1) throw stop('act-ambiguous', { act: typed, count: found.length })
  return first.act
}
