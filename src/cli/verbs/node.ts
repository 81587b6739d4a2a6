import { resolve } from 'node:path'
import { count, needed, text } from '../call.ts'
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

export const init: Verb = {
  name: 'init',
  group: 'operate',
  flags: [
    { flags: '--party <P>', isRequired: true },
    { flags: '--dir <DIR>', isRequired: true },
    { flags: '--coalition <NAME>' },
    { flags: '--port <N>' },
  ],
  examples: ['init --party alt --dir /var/lib/tamga', 'init --party alt --dir ./node --coalition steppe --port 8440'],
  run: async ({ io }, call) => {
    if (io.local.init === undefined) throw stop('not-in-this-build')
    const coalition = text(call, 'coalition')
    const port = count(call, 'port')
    const options = { dir: resolve(io.cwd, needed(call, 'dir')), party: needed(call, 'party') }
    return io.local.init(
      { ...options, ...(coalition === undefined ? {} : { coalition }), ...(port === undefined ? {} : { port }) },
      io,
    )
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

async function readConfig({ io }: Session, call: Call): Promise<unknown> {
  if (io.local.config === undefined) throw stop('not-in-this-build')
  return io.local.config({ config: resolve(io.cwd, needed(call, 'config')) }, io)
}
