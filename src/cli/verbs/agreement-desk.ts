import { z } from 'zod'
import { text, word } from '../call.ts'
import { namedFile } from '../named-file.ts'
import type { Session } from '../session.ts'
import { stop } from '../stop.ts'
import type { Call, Flag, Verb } from '../verb.ts'
import { defined } from './label-flags.ts'

const Done = z.looseObject({ act: z.string() })

const listOf = (call: Call, name: string): readonly string[] | undefined => text(call, name)?.split(',')

/** An action of the desk as a verb: its name, the options it takes and the deed that they make. */
interface Action {
  readonly verb: string
  readonly flags?: readonly Flag[]
  readonly example: string
  readonly deed: (call: Call) => object
}

const carrying: readonly Flag[] = [{ flags: '--reservations <ACT,ACT>' }]
const instrument = (verb: string, kind: string): Action => ({
  verb,
  flags: carrying,
  example: `agreement ${verb} open-skies`,
  deed: (call) => defined({ kind, reservations: listOf(call, 'reservations') }),
})

const forms = { simple: 'signature', 'ad-referendum': 'signature-ad-referendum', definitive: 'definitive-signature' }

const actions: readonly Action[] = [
  {
    verb: 'sign',
    flags: [{ flags: '--form <FORM>', choices: Object.keys(forms) }],
    example: 'agreement sign open-skies --form ad-referendum',
    deed: (call) => ({
      kind: Object.entries(forms).find(([form]) => form === text(call, 'form'))?.[1] ?? forms.simple,
    }),
  },
  instrument('ratify', 'ratification'),
  instrument('accept', 'acceptance'),
  instrument('approve', 'approval'),
  instrument('accede', 'accession'),
  {
    verb: 'reserve',
    flags: [
      { flags: '--articles <N,N>', isRequired: true },
      { flags: '--text <TEXT>', isRequired: true },
      { flags: '--effect <EFFECT>', choices: ['excludes', 'modifies'] },
    ],
    example: 'agreement reserve open-skies --articles 9 --effect excludes --text "Article 9 does not bind us"',
    deed: (call) => ({
      kind: 'reservation',
      articles: listOf(call, 'articles'),
      effect: text(call, 'effect') ?? 'excludes',
      text: text(call, 'text'),
    }),
  },
  {
    verb: 'object',
    flags: [
      { flags: '--reservation <ACT>', isRequired: true },
      { flags: '--opposes-entry' },
      { flags: '--text <TEXT>' },
    ],
    example: 'agreement object open-skies --reservation act--3f2a9c1b… --opposes-entry',
    deed: (call) =>
      defined({
        kind: 'objection',
        reservation: text(call, 'reservation'),
        opposesEntry: call.options['opposesEntry'] === true,
        text: text(call, 'text'),
      }),
  },
  { verb: 'denounce', example: 'agreement denounce open-skies', deed: () => ({ kind: 'denunciation' }) },
]

const post = async (session: Session, call: Call, deed: unknown): Promise<number> => {
  const path = `/api/v1/agreements/${encodeURIComponent(word(call))}/actions`
  const done = await (await session.node()).ask(path, Done, { method: 'POST', json: { deed } })
  session.out.answer(done, () => session.out.line(session.say('cli.agreement.done', { act: done.act })))
  return 0
}

/** The verbs by which a treaty desk acts. */
export const deskVerbs: readonly Verb[] = actions.map(({ verb, flags = [], example, deed }) => ({
  name: `agreement ${verb}`,
  group: 'agreements',
  args: ['<AGREEMENT>'],
  flags,
  examples: [example],
  run: (session, call) => post(session, call, deed(call)),
}))

/** Any other action, as its JSON says it. */
export const agreementAct: Verb = {
  name: 'agreement act',
  group: 'agreements',
  args: ['<AGREEMENT>', '<FILE>'],
  examples: ['agreement act open-skies deed.json', 'agreement act open-skies - < deed.json'],
  run: async (session, call) => post(session, call, await jsonIn(session, word(call, 1))),
}

export const agreementProgress: Verb = {
  name: 'agreement progress',
  group: 'agreements',
  args: ['<AGREEMENT>', '<FILE>'],
  examples: ['agreement progress open-skies steps.json'],
  run: async (session, call) => {
    const json = await jsonIn(session, word(call, 1))
    const path = `/api/v1/agreements/${encodeURIComponent(word(call))}/progress`
    const done = await (await session.node()).ask(path, Done, { method: 'POST', json })
    session.out.answer(done, () => session.out.line(session.say('cli.agreement.reported', { act: done.act })))
    return 0
  },
}

const maxJsonBytes = 262_144

/** What a file says in JSON, `-` being standard input. */
export async function jsonIn({ io }: Session, file: string): Promise<unknown> {
  const content = new TextDecoder().decode(await namedFile(io, file, maxJsonBytes))
  try {
    return JSON.parse(content)
  } catch {
    throw stop('file-not-json', { file })
  }
}
