import { Rebuilt } from '../answers.ts'
import { isSet, text } from '../call.ts'
import type { Session } from '../session.ts'
import { stop } from '../stop.ts'
import type { Verb } from '../verb.ts'

export const fsck: Verb = {
  name: 'fsck',
  group: 'check',
  flags: [{ flags: '--rebuild' }, { flags: '--config <F>' }],
  examples: ['fsck', 'fsck --rebuild', 'fsck --rebuild --config /etc/tamga/node.json'],
  run: async (session, call) => {
    const rebuild = isSet(call, 'rebuild')
    const config = text(call, 'config')
    if (config !== undefined) {
      const local = session.io.local.fsck ?? missing()
      return showRebuilt(session, Rebuilt.parse(await local({ config, rebuild }, session.io)))
    }
    const client = await session.node()
    const options = { method: 'POST', json: { rebuild } } as const
    return showRebuilt(session, await client.ask('/api/v1/fsck', Rebuilt, options))
  },
}

function showRebuilt({ out, say }: Session, answer: Rebuilt): number {
  out.answer(answer, () => {
    const [mark, key] = answer.equal
      ? ([out.tone('good', '✓'), 'same'] as const)
      : ([out.tone('bad', '✗'), 'differs'] as const)
    out.line(`${mark} ${say(`cli.fsck.${key}`)}`)
    out.facts([
      [say('cli.fact.digestBefore'), answer.digestBefore],
      [say('cli.fact.digestAfter'), answer.digestAfter],
    ])
  })
  return answer.equal ? 0 : 5
}

function missing(): never {
  throw stop('not-in-this-build')
}
