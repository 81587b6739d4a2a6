import { resolve } from 'node:path'
import { z } from 'zod'
import { count, needed, text } from '../call.ts'
import type { Io } from '../io.ts'
import type { InitOptions } from '../local.ts'
import { wordsTold } from '../prompt.ts'
import type { Session } from '../session.ts'
import { Stop, stop } from '../stop.ts'
import type { Call, Verb } from '../verb.ts'
import { defined } from './label-flags.ts'

const places = {
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
}

const Made = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('founded'), ...places }),
  z.looseObject({
    kind: z.literal('requested'),
    ...places,
    requestFile: z.string(),
    requestWords: z.string(),
    by: z.string(),
  }),
])
type Made = z.infer<typeof Made>
type Requested = Extract<Made, { readonly kind: 'requested' }>

export const init: Verb = {
  name: 'init',
  group: 'operate',
  flags: [
    { flags: '--party <P>', isRequired: true },
    { flags: '--dir <DIR>', isRequired: true },
    { flags: '--coalition <NAME>' },
    { flags: '--join <F>' },
    { flags: '--words <WORDS>' },
    { flags: '--name <NAME>' },
    { flags: '--port <N>' },
    { flags: '--url <URL>' },
    { flags: '--passphrase-file <F>' },
    { flags: '--key-file <F>' },
    { flags: '--database-url-file <F>' },
  ],
  examples: [
    'init --party alt --dir /var/lib/tamga',
    'init --party alt --dir ./node --coalition steppe --port 8440',
    'init --party uzb --dir /var/lib/tamga --join steppe.tamga-invitation --url https://node.uzb.example:8440',
  ],
  run: async (session, call) => {
    const made = Made.parse(await madeBy(session, initOptions(session.io, call)))
    session.out.answer(made, () => tell(session, made))
    tellNext(session, made)
    return 0
  },
}

/** At a terminal the words are asked for where they are needed; anywhere else the verb stops and says that they are. */
async function madeBy(session: Session, options: InitOptions): Promise<unknown> {
  const { io, say } = session
  const { init: make } = io.local
  if (make === undefined) throw stop('not-in-this-build')
  try {
    return await make(options, io)
  } catch (error) {
    const isAsked = error instanceof Stop && error.problem.code === 'words-needed' && io.stdin.isTerminal
    if (!isAsked) throw error
    const by = String(error.problem.params?.['by'] ?? '')
    return make({ ...options, words: await wordsTold(session, undefined, say('cli.prompt.words', { by })) }, io)
  }
}

function initOptions(io: Io, call: Call): InitOptions {
  const path = (name: string): string | undefined => {
    const named = text(call, name)
    return named === undefined ? undefined : resolve(io.cwd, named)
  }
  const [passphraseFile, keyFile] = [path('passphraseFile'), path('keyFile')]
  if (passphraseFile !== undefined && keyFile !== undefined)
    throw stop('option-invalid', { option: '--key-file', value: keyFile })
  if (text(call, 'coalition') !== undefined && text(call, 'join') !== undefined)
    throw stop('option-invalid', { option: '--coalition', value: text(call, 'coalition') ?? '' })
  return {
    dir: resolve(io.cwd, needed(call, 'dir')),
    party: needed(call, 'party'),
    ...defined({
      coalition: text(call, 'coalition'),
      url: text(call, 'url'),
      words: text(call, 'words'),
      name: text(call, 'name'),
    }),
    ...defined({ port: count(call, 'port'), joinFile: path('join'), databaseUrlFile: path('databaseUrlFile') }),
    ...defined({ passphraseFile, keyFile }),
  }
}

function tell({ out, say }: Session, made: Made): void {
  const { party, coalition, configFile, tokenFile, secretFile, backupKeyFile, words, nodeKey, nodeWords } = made
  const done = made.kind === 'founded' ? 'cli.init.done' : 'cli.init.asked'
  out.line(`${out.tone('good', '✓')} ${say(done, { party, coalition })}`)
  const facts = [
    [say('cli.init.configuration'), configFile],
    [say('cli.init.token'), tokenFile],
    [say('cli.init.secret'), secretFile],
    [say('cli.init.backupKey'), backupKeyFile],
    [say('cli.init.words'), words],
    [say('cli.init.nodeKey'), `${nodeKey}\n    ${nodeWords}`],
    ...(made.kind === 'requested' ? ofRequest(say, made) : []),
  ] as const
  for (const [name, value] of facts) out.line(`  ${out.tone('dim', name)}\n    ${value}`)
}

const ofRequest = (say: Session['say'], { requestFile, requestWords, by }: Requested) =>
  [
    [say('cli.init.requestFile', { by }), requestFile],
    [say('cli.init.requestWords', { by }), requestWords],
  ] as const

function tellNext({ out, say }: Session, made: Made): void {
  const { configFile, url, tokenFile, nodeKey } = made
  out.note(`\n${made.kind === 'founded' ? say('cli.init.next') : say('cli.init.nextAdmission', { by: made.by })}`)
  out.note(`  tamga serve --config ${configFile}`)
  if (made.kind === 'requested') return
  out.note(`  tamga login --node ${url} --token-file ${tokenFile} --node-key ${nodeKey}`)
  out.note('  tamga user token')
  out.note('  tamga user add liaison --role liaison --clearance restricted --token-out liaison.token')
}
