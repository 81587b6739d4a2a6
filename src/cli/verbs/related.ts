import { Correlated } from '../answers.ts'
import { word } from '../call.ts'
import type { Row } from '../table.ts'
import { tellLag } from './tell-lag.ts'
import type { Verb } from '../verb.ts'
import { harmless } from '../width.ts'
import { shortAct, shortInstant } from '../words.ts'

/** Which states shared the same thing, as far as whoever asks may see. */
export const related: Verb = {
  name: 'related',
  group: 'read',
  args: ['<VALUE>'],
  examples: ['related 198.51.100.7', 'related T1055.011', 'related domain-name--3c10e93f-798e-5a26-a0c1-08156efab7f5'],
  run: async (session, call) => {
    const { out, say } = session
    const client = await session.node()
    const value = word(call)
    const answer = await client.ask('/api/v1/related', Correlated, { query: { value } })
    out.answer(answer, () => {
      const { states } = answer
      if (states.length === 0) {
        out.note(say('cli.related.none'))
        out.note(say('cli.related.next', { value: harmless(value) }))
      } else out.line(say('cli.related.states', { states: states.length }))
      const rows = states.flatMap(({ author, finds }) =>
        finds.map(({ act, at, type, name }): Row => [
          author,
          shortInstant(at),
          type ?? '',
          name ?? '',
          { text: out.isPlain ? act : shortAct(act), tone: 'accent' },
        ]),
      )
      const columns = (['author', 'at', 'type', 'name', 'act'] as const).map((column) => {
        return { title: say(`cli.column.${column}`), fill: column === 'name' }
      })
      if (rows.length > 0) out.table(columns, rows)
      for (const { author, more } of states) if (more) out.note(say('cli.related.more', { author, value }))
      tellLag(session, answer)
    })
    return 0
  },
}
