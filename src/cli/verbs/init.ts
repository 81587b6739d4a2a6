import { basename, resolve } from 'node:path'
import { z } from 'zod'
import { count, flagOf, names, needed, text } from '../call.ts'
import type { Io } from '../io.ts'
import type { InitOptions } from '../local.ts'
import { wordsTold } from '../prompt.ts'
import type { Session } from '../session.ts'
import { Stop, stop } from '../stop.ts'
import type { Call, Verb } from '../verb.ts'
import { defined } from './label-flags.ts'

const folder = {
  party: z.string(),
  coalition: z.string(),
  configFile: z.string(),
  secretFile: z.string(),
  backupKeyFile: z.string(),
  nodeKey: z.string(),
  nodeWords: z.string(),
  url: z.string(),
}
const places = { ...folder, tokenFile: z.string(), words: z.string() }

const Made = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('founded'), ...places }),
  z.looseObject({ kind: z.literal('anew'), ...places, by: z.string() }),
  z.looseObject({
    kind: z.literal('requested'),
    ...places,
    requestFile: z.string(),
    requestWords: z.string(),
    by: z.string(),
  }),
  z.looseObject({
    kind: z.literal('founding'),
    ...folder,
    foundingFile: z.string(),
    lacking: z.array(z.string()),
    unsigned: z.array(z.string()),
    words: z.string().optional(),
  }),
])
type Made = z.infer<typeof Made>
type UnderWay = Extract<Made, { readonly kind: 'founding' }>

export const init: Verb = {
  name: 'init',
  group: 'operate',
  flags: [
    { flags: '--dir <DIR>', isRequired: true },
    { flags: '--party <P>' },
    { flags: '--coalition <NAME>' },
    { flags: '--found <P,P>' },
    { flags: '--profile <NAME>' },
    { flags: '--join <F>' },
    { flags: '--words <WORDS>' },
    { flags: '--name <NAME>' },
    { flags: '--port <N>' },
    { flags: '--url <URL>' },
    { flags: '--keys <FOLDER>' },
    { flags: '--passphrase-file <F>' },
    { flags: '--key-file <F>' },
    { flags: '--database-url-file <F>' },
  ],
  examples: [
    'init --party alt --dir /var/lib/tamga',
    'init --party alt --dir ./node --coalition steppe --port 8440',
    'init --party alt --dir /var/lib/tamga --coalition steppe --found bor,cas --url https://node.alt.example:8440',
    'init --party uzb --dir /var/lib/tamga --join steppe.tamga-invitation --url https://node.uzb.example:8440',
    'init --party uzb --dir /var/lib/tamga --join steppe.tamga-invitation --keys /media/copy/keys --key-file /media/copy/unlock.key',
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
  for (const [one, other] of apart) {
    const value = text(call, other)
    if (text(call, one) !== undefined && value !== undefined)
      throw stop('option-invalid', { option: flagOf(other), value })
  }
  const others = names(call, 'found')
  const [party, joinFile] = [text(call, 'party'), path('join')]
  if (joinFile === undefined && party === undefined) throw stop('option-missing', { option: '--party' })
  const keysFolder = path('keys')
  if (keysFolder !== undefined && joinFile === undefined) throw stop('option-missing', { option: '--join' })
  if (keysFolder !== undefined && path('keyFile') === undefined && path('passphraseFile') === undefined)
    throw stop('option-missing', { option: '--key-file' })
  return {
    dir: resolve(io.cwd, needed(call, 'dir')),
    ...defined({ party, joinFile, port: count(call, 'port'), others: others.length === 0 ? undefined : others }),
    ...defined({ profile: text(call, 'profile'), coalition: text(call, 'coalition'), name: text(call, 'name') }),
    ...defined({ url: text(call, 'url'), words: text(call, 'words'), databaseUrlFile: path('databaseUrlFile') }),
    ...defined({ passphraseFile: path('passphraseFile'), keyFile: path('keyFile'), keysFolder }),
  }
}

/** Options that say two things about one. */
const apart = [
  ['passphraseFile', 'keyFile'],
  ['join', 'coalition'],
  ['join', 'found'],
  ['join', 'profile'],
  ['profile', 'coalition'],
  ['profile', 'found'],
] as const

function tell({ out, say }: Session, made: Made): void {
  const { party, coalition } = made
  const [done, facts] = told(say, made)
  out.line(`${out.tone('good', '✓')} ${say(done, { party, coalition })}`)
  for (const [name, value] of facts) out.line(`  ${out.tone('dim', name)}\n    ${value}`)
}

type Facts = readonly (readonly [name: string, value: string])[]

function told(say: Session['say'], made: Made): readonly [sentence: string, facts: Facts] {
  switch (made.kind) {
    case 'founded':
      return ['cli.init.done', [...ofFolder(say, made), ...ofCharter(say, made)]]
    case 'anew':
      return ['cli.init.anew', [...ofFolder(say, made), ...ofCharter(say, made)]]
    case 'requested': {
      const { by, requestFile, requestWords } = made
      const own = [
        [say('cli.init.requestFile', { by }), requestFile],
        [say('cli.init.requestWords', { by }), requestWords],
      ] as const
      return ['cli.init.asked', [...ofFolder(say, made), ...ofCharter(say, made), ...own]]
    }
    case 'founding': {
      const { foundingFile, lacking, unsigned, words } = made
      const own = [
        [say('cli.init.foundingFile'), foundingFile],
        lacking.length > 0
          ? [say('cli.init.lacking'), lacking.join(', ')]
          : [say('cli.init.unsigned'), unsigned.join(', ')],
        ...(words === undefined ? [] : [[say('cli.init.words'), words] as const]),
      ] as Facts
      return ['cli.init.underWay', [...ofFolder(say, made), ...own]]
    }
  }
}

const ofFolder = (say: Session['say'], { configFile, secretFile, backupKeyFile }: Made): Facts => [
  [say('cli.init.configuration'), configFile],
  [say('cli.init.secret'), secretFile],
  [say('cli.init.backupKey'), backupKeyFile],
]

const ofCharter = (say: Session['say'], { tokenFile, words, nodeKey, nodeWords }: Exclude<Made, UnderWay>): Facts => [
  [say('cli.init.token'), tokenFile],
  [say('cli.init.words'), words],
  [say('cli.init.nodeKey'), `${nodeKey}\n    ${nodeWords}`],
]

function tellNext(session: Session, made: Made): void {
  const { out, say } = session
  if (made.kind === 'founding') return tellFounders(session, made)
  const { configFile, url, tokenFile, nodeKey } = made
  const isRequest = made.kind === 'requested'
  out.note(`\n${isRequest ? say('cli.init.nextAdmission', { by: made.by }) : say('cli.init.next')}`)
  out.note(`  tamga serve --config ${configFile}`)
  if (isRequest) return undefined
  out.note(`  tamga login --node ${url} --token-file ${tokenFile} --node-key ${nodeKey}`)
  out.note('  tamga user token')
  if (made.kind === 'anew') out.note('  tamga recover')
  out.note('  tamga user add liaison --role liaison --clearance restricted --token-out liaison.token')
  return undefined
}

/** What the other founders do with the file, and what they compare first. */
function tellFounders({ out, say }: Session, { foundingFile, lacking, unsigned, words = '' }: UnderWay): void {
  const file = basename(foundingFile)
  const [first] = lacking
  if (first !== undefined) {
    out.note(`\n${say('cli.init.nextFounder', { parties: lacking.join(', ') })}`)
    out.note(`  tamga init --join ${file} --party ${first} --dir DIR --url URL`)
    return
  }
  out.note(`\n${say('cli.init.nextSigner', { parties: unsigned.join(', '), words })}`)
  out.note(`  tamga init --join ${file} --dir DIR`)
}
