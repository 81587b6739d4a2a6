import { resolve } from 'node:path'
import { needed } from '../call.ts'
import type { Session } from '../session.ts'
import { stop } from '../stop.ts'
import type { Call, Verb } from '../verb.ts'

export const serve: Verb = {
  name: 'serve',
  group: 'operate',
  flags: [{ flags: '--config <F>', isRequired: true }],
  examples: ['serve --config /etc/tamga/node.json'],
  run: async ({ io }, call) => {
    if (io.local.serve === undefined) throw stop('not-in-this-build')
    return io.local.serve({ config: resolve(io.cwd, needed(call, 'config')) }, io)
  },
}

export const configCheck: Verb = {
  name: 'config check',
  group: 'operate',
  flags: [{ flags: '--config <F>', isRequired: true }],
  examples: ['config check --config node.json'],
  run: async (session, call) => {
    await readConfig(session, call)
    session.out.answer({ ok: true }, () => {
      session.out.line(
        `${session.out.tone('good', '✓')} ${session.say('cli.config.ok', { file: needed(call, 'config') })}`,
      )
    })
    return 0
  },
}

export const configPrint: Verb = {
  name: 'config print',
  group: 'operate',
  flags: [{ flags: '--config <F>', isRequired: true }],
  examples: ['config print --config node.json'],
  run: async (session, call) => {
    session.out.line(JSON.stringify(await readConfig(session, call), null, 2))
    return 0
  },
}

export const configSchema: Verb = {
  name: 'config schema',
  group: 'operate',
  examples: ['config schema > node.schema.json'],
  run: async ({ io, out }) => {
    if (io.local.configSchema === undefined) throw stop('not-in-this-build')
    out.line(JSON.stringify(await io.local.configSchema(), null, 2))
    return 0
  },
}

async function readConfig({ io }: Session, call: Call): Promise<unknown> {
  if (io.local.config === undefined) throw stop('not-in-this-build')
  return io.local.config({ config: resolve(io.cwd, needed(call, 'config')) }, io)
}
