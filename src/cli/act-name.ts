import { ActRow, page } from './answers.ts'
import type { Client } from './client.ts'
import { stop } from './stop.ts'

const whole = /^act--[0-9a-f]{64}$/u
const beginning = /^(?:act--)?([0-9a-f]{6,63})$/u
const pagesAtMost = 20

/** The whole id of an act from what a person typed: the id, or its first hex digits (at least six) if they name one act. */
export async function actNamed(client: Client, typed: string): Promise<string> {
  if (whole.test(typed)) return typed
  const digits = beginning.exec(typed)?.[1]
  if (digits === undefined) throw stop('act-malformed', { act: typed })
  const found = await startingWith(client, `act--${digits}`)
  const [first, ...others] = found
  if (first === undefined) throw stop('act-not-found', { act: typed })
  if (others.length > 0) throw stop('act-ambiguous', { act: typed, count: found.length })
  return first
}

async function startingWith(client: Client, start: string): Promise<readonly string[]> {
  const found = new Set<string>()
  let after: string | undefined
  for (let pages = 0; pages < pagesAtMost; pages += 1) {
    const answer = await client.ask('/api/v1/acts', page(ActRow), { query: { limit: 500, after } })
    for (const { act } of answer.items) if (act.startsWith(start)) found.add(act)
    after = answer.next
    if (after === undefined) break
  }
  return [...found]
}
