import { Shared } from '../answers.ts'
import { word } from '../call.ts'
import { agreed } from '../prompt.ts'
import { stop } from '../stop.ts'
import type { Verb } from '../verb.ts'
import { outcome, waitFlags } from './share-outcome.ts'

export const approve: Verb = {
  name: 'approve',
  group: 'exchange',
  args: ['<DRAFT>'],
  flags: waitFlags,
  examples: ['list --drafts', 'approve draft-5d0c1f', 'approve draft-5d0c1f --wait admitted'],
  run: async (session, call) => {
    const client = await session.node()
    const draft = word(call)
    if (!(await agreed(session, session.say('cli.approve.confirm', { draft })))) throw stop('not-confirmed')
    const path = `/api/v1/drafts/${encodeURIComponent(draft)}/approve`
    const done = await client.ask(path, Shared, { method: 'POST' })
    return outcome(session, client, { call, done })
  },
}
