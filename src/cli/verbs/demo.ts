import { resolve } from 'node:path'
import { Anything } from '../answers.ts'
import { count, isSet, text, word } from '../call.ts'
import { tour } from '../demo/tour.ts'
import { coalitionNamed } from './coalition.ts'
import type { DemoOptions } from '../local.ts'
import type { Session } from '../session.ts'
import { stop } from '../stop.ts'
import type { Call, Verb } from '../verb.ts'

/** The profiles in which the parties of the tour play. */
const staged: ReadonlySet<string> = new Set(['demo', 'bench'])

export const demo: Verb = {
  name: 'demo',
  group: 'operate',
  flags: [
    { flags: '--script' },
    { flags: '--share <F>' },
    { flags: '--profile <PROFILE>' },
    { flags: '--dir <DIR>' },
    { flags: '--port <N>' },
  ],
  examples: [
    'demo',
    'demo --script',
    'demo --script --share bundle.json',
    'demo --profile ./alliance.json',
    'demo stop bor',
    'demo start bor',
  ],
  run: async (session, call) => (isSet(call, 'script') ? script(session, call) : federation(session, call)),
}

async function federation(session: Session, call: Call): Promise<number> {
  const { io } = session
  if (io.local.demo === undefined) throw stop('not-in-this-build')
  return io.local.demo(optionsOf(session, call), io)
}

async function script(session: Session, call: Call): Promise<number> {
  const { io } = session
  if (io.local.federation === undefined) throw stop('not-in-this-build')
  const share = text(call, 'share')
  const profile = text(call, 'profile')
  if (profile !== undefined && !staged.has(profile))
    throw stop('option-invalid', { option: '--profile', value: profile })
  await using running = await io.local.federation(optionsOf(session, call), io)
  return await tour(session, running, share === undefined ? undefined : resolve(io.cwd, share))
}

function optionsOf({ io, out }: Session, call: Call): DemoOptions {
  const dir = text(call, 'dir')
  const port = count(call, 'port')
  return {
    profile: coalitionNamed(io, text(call, 'profile') ?? 'demo'),
    json: out.isJson,
    ...(dir === undefined ? {} : { dir: resolve(io.cwd, dir) }),
    ...(port === undefined ? {} : { port }),
  }
}

/** `POST /demo/v1/<verb>/<party>`: only a demo answers, and only its administrators. */
function demoVerb(verb: 'stop' | 'start' | 'tamper' | 'replay'): Verb {
  return {
    name: `demo ${verb}`,
    group: 'operate',
    args: ['<PARTY>'],
    examples: [`demo ${verb} bor --node http://127.0.0.1:8443 --token-file .tamga/demo/sec/tokens/admin`],
    run: async (session, call) => {
      const client = await session.node()
      const party = word(call)
      const answer = await client.ask(`/demo/v1/${verb}/${encodeURIComponent(party)}`, Anything, { method: 'POST' })
      session.out.answer(answer, () => session.out.line(session.say(`cli.demo.${verb}`, { party })))
      return 0
    },
  }
}

export const demoStop = demoVerb('stop')
export const demoStart = demoVerb('start')
export const demoTamper = demoVerb('tamper')
export const demoReplay = demoVerb('replay')
