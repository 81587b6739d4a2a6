import { resolve } from 'node:path'
import { z } from 'zod'
import { count, needed, text } from '../call.ts'
import type { Io } from '../io.ts'
import type { InitOptions } from '../local.ts'
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

const Founded = z.looseObject({
  party: z.string(),
  coalition: z.string(),
  configFile: z.string(),
  tokenFile: z.string(),
  secretFile: z.string(),
  backupKeyFile: z.string(),
  words: z.string(),
  nodeKey: z.string(),
  nodeWords: z.string(),
  url: z.string(),
})

export const init: Verb = {
  name: 'init',
  group: 'operate',
  flags: [
    { flags: '--party <P>', isRequired: true },
    { flags: '--dir <DIR>', isRequired: true },
    { flags: '--coalition <NAME>' },
    { flags: '--port <N>' },
    { flags: '--url <URL>' },
    { flags: '--passphrase-file <F>' },
    { flags: '--key-file <F>' },
    { flags: '--database-url-file <F>' },
  ],
  examples: ['init --party alt --dir /var/lib/tamga', 'init --party alt --dir ./node --coalition steppe --port 8440'],
  run: async (session, call) => {
    const { io } = session
    if (io.local.init === undefined) throw stop('not-in-this-build')
    showFounded(session, Founded.parse(await io.local.init(initOptions(io, call), io)))
    return 0
  },
}

function initOptions(io: Io, call: Call): InitOptions {
  const [coalition, url, port] = [text(call, 'coalition'), text(call, 'url'), count(call, 'port')]
  const [passphrase, key] = [text(call, 'passphraseFile'), text(call, 'keyFile')]
  const database = text(call, 'databaseUrlFile')
  if (passphrase !== undefined && key !== undefined) throw stop('option-invalid', { option: '--key-file', value: key })
  return {
    dir: resolve(io.cwd, needed(call, 'dir')),
    party: needed(call, 'party'),
    ...(coalition === undefined ? {} : { coalition }),
    ...(url === undefined ? {} : { url }),
    ...(port === undefined ? {} : { port }),
    ...(passphrase === undefined ? {} : { passphraseFile: resolve(io.cwd, passphrase) }),
    ...(key === undefined ? {} : { keyFile: resolve(io.cwd, key) }),
    ...(database === undefined ? {} : { databaseUrlFile: resolve(io.cwd, database) }),
  }
}

function showFounded({ out, say }: Session, founded: z.infer<typeof Founded>): void {
  const { party, coalition, configFile, tokenFile, secretFile, backupKeyFile, words, nodeKey, nodeWords, url } = founded
  out.answer(founded, () => {
    out.line(`${out.tone('good', '✓')} ${say('cli.init.done', { party, coalition })}`)
    const facts = [
      [say('cli.init.configuration'), configFile],
      [say('cli.init.token'), tokenFile],
      [say('cli.init.secret'), secretFile],
      [say('cli.init.backupKey'), backupKeyFile],
      [say('cli.init.words'), words],
      [say('cli.init.nodeKey'), `${nodeKey}\n    ${nodeWords}`],
    ] as const
    for (const [name, value] of facts) out.line(`  ${out.tone('dim', name)}\n    ${value}`)
  })
  out.note(`\n${say('cli.init.next')}`)
  out.note(`  tamga serve --config ${configFile}`)
  out.note(`  tamga login --node ${url} --token-file ${tokenFile} --node-key ${nodeKey}`)
  out.note('  tamga user token')
  out.note('  tamga user add liaison --role liaison --clearance restricted --token-out liaison.token')
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
