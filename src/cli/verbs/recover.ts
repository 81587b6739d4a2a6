import { Recovery } from '../answers.ts'
import { agreed } from '../prompt.ts'
import type { Session } from '../session.ts'
import { stop } from '../stop.ts'
import type { Verb } from '../verb.ts'

const path = '/api/v1/recovery'

/** Shows what a restored node lacks; where the node waits for a person's word that no copy of it is at work, asks for it first. */
export const recover: Verb = {
  name: 'recover',
  group: 'check',
  examples: ['recover', 'recover --yes', 'recover --json'],
  run: async (session) => {
    const client = await session.node()
    const found = await client.ask(path, Recovery)
    if (found.state === 'none' || found.state === 'recovering') return show(session, found)
    if (!(await agreed(session, session.say('cli.recover.confirm'), true))) throw stop('not-confirmed')
    return show(session, await client.ask('/api/v1/recover', Recovery, { method: 'POST', json: {} }))
  },
}

function show({ out, say }: Session, answer: Recovery): number {
  const { entries, parcels, withoutFiles, asking } = answer.lost
  out.answer(answer, () => {
    for (const { from, to } of entries) out.line(say('cli.recover.entries', { from, to, count: to - from + 1 }))
    for (const { peer, stream, from, to, act = '' } of parcels)
      out.line(
        say(act === '' ? 'cli.recover.parcels' : 'cli.recover.parcel', {
          peer,
          stream,
          from,
          to,
          act,
          count: to - from + 1,
        }),
      )
    for (const act of withoutFiles) out.line(say('cli.recover.withoutFiles', { act }))
    if (asking.length > 0) out.line(say('cli.recover.asking', { parties: asking.join(', ') }))
    const isWhole = [entries, parcels, withoutFiles, asking].every(({ length }) => length === 0)
    if (isWhole) out.line(`${out.tone('good', '✓')} ${say('cli.recover.whole')}`)
  })
  return 0
}
