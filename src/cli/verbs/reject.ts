import { Anything } from '../answers.ts'
import { word } from '../call.ts'
import { agreed } from '../prompt.ts'
import { stop } from '../stop.ts'
import type { Verb } from '../verb.ts'

export const reject: Verb = {
  name: 'reject',
  group: 'exchange',
  args: ['<DRAFT>'],
  examples: ['list --drafts', 'reject draft-5d0c1f'],
  run: async (session, call) => {
    const draft = word(call)
    if (!(await agreed(session, session.say('cli.reject.confirm', { draft })))) throw stop('not-confirmed')
    const path = `/api/v1/drafts/${encodeURIComponent(draft)}`
    await (await session.node()).ask(path, Anything, { method: 'DELETE' })
    session.out.answer({ draft, rejected: true }, () => session.out.line(session.say('cli.reject.done', { draft })))
    return 0
  },
}
