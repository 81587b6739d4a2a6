import { z } from 'zod'
import { page } from '../answers.ts'
import { count, text } from '../call.ts'
import type { Verb } from '../verb.ts'
import { shortInstant } from '../words.ts'

const Line = z.looseObject({
  id: z.string(),
  adapter: z.string(),
  type: z.string(),
  at: z.string(),
  state: z.enum(['waiting', 'sent', 'failed']),
  attempts: z.number(),
  nextAt: z.string().optional(),
  error: z.string().optional(),
})

const tones = { waiting: 'warn', sent: 'good', failed: 'bad' } as const

export const outgoing: Verb = {
  name: 'outgoing',
  group: 'operate',
  flags: [{ flags: '--limit <N>' }, { flags: '--after <CURSOR>' }],
  examples: ['outgoing', 'outgoing --limit 500 --json'],
  run: async (session, call) => {
    const { out, say } = session
    const client = await session.node()
    const query = { limit: count(call, 'limit'), after: text(call, 'after') }
    const answer = await client.ask('/api/v1/outgoing', page(Line), { query })
    out.answer(answer, () => {
      if (answer.items.length === 0) return out.note(say('cli.outgoing.none'))
      const titles = ['at', 'adapter', 'type', 'state', 'attempts', 'error'].map((name) => ({
        title: say(`cli.outgoing.column.${name}`),
      }))
      out.table(
        titles,
        answer.items.map(({ at, adapter, type, state, attempts, nextAt, error = '' }) => [
          shortInstant(at),
          adapter,
          { text: type, tone: type.startsWith('exercise.') ? 'drill' : 'dim' },
          { text: say(`cli.outgoing.state.${state}`, { next: shortInstant(nextAt) }), tone: tones[state] },
          String(attempts),
          error,
        ]),
      )
      if (answer.next !== undefined)
        out.note(say('cli.list.more', { command: `tamga outgoing --after ${answer.next}` }))
    })
    return 0
  },
}
