import { z } from 'zod'
import { AgreementText } from '#protocol/acts/agreement-text.ts'
import { positionKinds, reserveGrounds } from '#protocol/acts/position-kind.ts'
import { page } from '../answers.ts'
import { names, text, word } from '../call.ts'
import type { Session } from '../session.ts'
import { stop } from '../stop.ts'
import type { Row } from '../table.ts'
import type { Call, Verb } from '../verb.ts'
import { jsonIn } from './agreement-desk.ts'

const Done = z.looseObject({ act: z.string() })
const Drafts = page(z.looseObject({ act: z.string(), version: z.number() }))
const Table = z.looseObject({
  act: z.string(),
  negotiators: z.array(z.string()),
  isAgreed: z.boolean(),
  paragraphs: z.array(
    z.looseObject({
      article: z.string(),
      paragraph: z.string(),
      isBracketed: z.boolean(),
      isAgreed: z.boolean(),
      positions: z.record(z.string(), z.looseObject({ kind: z.string() })),
    }),
  ),
})

const pathOf = (name: string): string => `/api/v1/agreements/${encodeURIComponent(name)}/drafts`

export const agreementDraft: Verb = {
  name: 'agreement draft',
  group: 'agreements',
  args: ['<AGREEMENT>', '<FILE>'],
  flags: [{ flags: '--to <P,P>', isRequired: true }],
  examples: ['agreement draft open-skies text.json --to bor,cas'],
  run: async (session, call) => {
    const found = await jsonIn(session, word(call, 1))
    const given = AgreementText.safeParse(
      typeof found === 'object' && found !== null && 'text' in found ? found.text : found,
    )
    if (!given.success) throw stop('file-not-agreement', { file: word(call, 1) })
    const json = { to: names(call, 'to'), text: given.data }
    const done = await (await session.node()).ask(pathOf(word(call)), Done, { method: 'POST', json })
    session.out.answer(done, () => session.out.line(session.say('cli.agreement.reported', { act: done.act })))
    return 0
  },
}

export const agreementPositions: Verb = {
  name: 'agreement positions',
  group: 'agreements',
  args: ['<AGREEMENT>', '[ACT]'],
  examples: ['agreement positions open-skies', 'agreement positions open-skies act--3f2a9c1b… --json'],
  run: async (session, call) => {
    const { out, say } = session
    const node = await session.node()
    const found = await node.ask(`${pathOf(word(call))}/${await draftNamed(session, call)}`, Table)
    out.answer(found, () => {
      const columns = [say('cli.column.article'), ...found.negotiators, say('cli.column.state')]
      const rows = found.paragraphs.map(({ article, paragraph, isBracketed, isAgreed, positions }): Row => {
        const said = found.negotiators.map((party) => say(`agreement.position.${positions[party]?.kind ?? 'no-reply'}`))
        const state = isAgreed ? 'agreed' : isBracketed ? 'bracketed' : 'open'
        return [
          `${article}.${paragraph}`,
          ...said,
          { text: say(`agreement.paragraph.${state}`), tone: isAgreed ? 'good' : 'warn' },
        ]
      })
      out.table(
        columns.map((title) => ({ title })),
        rows,
      )
    })
    return 0
  },
}

const kinds: readonly string[] = positionKinds

export const agreementPosition: Verb = {
  name: 'agreement position',
  group: 'agreements',
  args: ['<AGREEMENT>', '<POSITION>'],
  flags: [
    { flags: '--article <N>', isRequired: true },
    { flags: '--paragraph <N>' },
    { flags: '--act <ACT>' },
    { flags: '--ground <GROUND>', choices: reserveGrounds },
    { flags: '--language <TAG>' },
    { flags: '--text <TEXT>' },
  ],
  examples: [
    'agreement position open-skies agree --article 3 --paragraph 2',
    'agreement position open-skies reserve --article 3 --ground parliamentary',
    'agreement position open-skies propose-text --article 3 --language en --text "The Parties may share"',
  ],
  run: async (session, call) => {
    const kind = word(call, 1)
    if (!kinds.includes(kind)) throw stop('option-invalid', { option: 'POSITION', value: kind })
    const place = { article: text(call, 'article'), paragraph: text(call, 'paragraph') ?? '1' }
    const json = { positions: [{ ...place, position: positionOf(kind, call) }] }
    const path = `${pathOf(word(call))}/${await draftNamed(session, call, text(call, 'act'))}/positions`
    const done = await (await session.node()).ask(path, Done, { method: 'POST', json })
    session.out.answer(done, () => session.out.line(session.say('cli.agreement.reported', { act: done.act })))
    return 0
  },
}

function positionOf(kind: string, call: Call): object {
  const said = text(call, 'text')
  if (kind === 'agree-with-opinion') return { kind, opinion: said ?? '' }
  if (kind === 'reserve') return { kind, ground: text(call, 'ground') ?? 'scrutiny' }
  if (kind === 'propose-text') return { kind, language: text(call, 'language') ?? '', text: said ?? '' }
  return kind === 'object' && said !== undefined ? { kind, reason: said } : { kind }
}

/** The draft that is named, or else the newest there is. */
async function draftNamed(session: Session, call: Call, named: string | undefined = call.args[1]): Promise<string> {
  if (named?.startsWith('act--') === true) return named
  const { items } = await (await session.node()).ask(pathOf(word(call)), Drafts)
  const [newest] = items
  if (newest === undefined) throw stop('act-not-found', { act: word(call) })
  return newest.act
}
