import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { z } from 'zod'
import { Me, page, Refused } from '../answers.ts'
import { moment, needed, text, word } from '../call.ts'
import { fileStop } from '../context.ts'
import { agreed } from '../prompt.ts'
import { readable } from '../join-request.ts'
import { mustBeFree, saveOrPrint } from '../save.ts'
import { actIn, keyFlags, keysAt, rootSignaturesOf } from '../root-signature.ts'
import type { Session } from '../session.ts'
import { stop } from '../stop.ts'
import type { Row, TableCell } from '../table.ts'
import type { Verb } from '../verb.ts'
import { bytesWords, shortAct, shortInstant } from '../words.ts'
import { defined } from './label-flags.ts'
import { presentRoot } from './key.ts'
import { proposalNamed } from './proposal-named.ts'

const Consents = z.looseObject({ needed: z.number(), of: z.array(z.string()), signed: z.array(z.string()) })
const Change = z.looseObject({ type: z.string() })
const Pending = z.looseObject({
  act: z.string(),
  author: z.string().default(''),
  subject: z.string().default(''),
  change: z.string().optional(),
  expires: z.string().optional(),
  state: z.string(),
  consents: Consents.optional(),
  why: Refused.optional(),
  dueBy: z.string().optional(),
  overdue: z.boolean().default(false),
})
const Shown = Pending.extend({
  body: z.looseObject({ change: Change.optional(), reason: z.string().optional() }),
  envelope: z.looseObject({ payload: z.string(), payloadType: z.string() }),
  place: z.looseObject({ number: z.number() }).optional(),
})
const Place = z.looseObject({
  number: z.number(),
  act: z.string(),
  at: z.string(),
  outcome: z.string(),
  author: z.string().default(''),
  change: Change.optional(),
  why: Refused.optional(),
})

const Early = z.looseObject({ number: z.number(), at: z.string(), from: z.string() })

const proposals = '/api/v1/charter/proposals'

export const charterList: Verb = {
  name: 'charter list',
  group: 'govern',
  examples: ['charter list', 'charter list --json'],
  run: async ({ out, say, ...session }) => {
    const client = await session.node()
    const pending = await client.ask(proposals, page(Pending))
    const lane = await client.ask('/api/v1/charter/lane', page(Place).extend({ early: Early.optional() }))
    out.answer({ pending: pending.items, lane: lane.items, ...defined({ next: lane.next, early: lane.early }) }, () => {
      const columns = ['number', 'act', 'at', 'author', 'change', 'state', 'signed'].map((name) => ({
        title: say(`cli.column.${name}`),
      }))
      const waiting = pending.items.map(({ act, author, change, subject, expires, consents, ...how }): Row => {
        const signed = consents === undefined ? '' : `${consents.signed.length}/${consents.needed}`
        return ['', shortAct(act), shortInstant(expires), author, change ?? subject, stateCell(say, how), signed]
      })
      const placed = lane.items.map(({ number, act, at, author, change, outcome }): Row => {
        return [String(number), shortAct(act), shortInstant(at), author, change?.type ?? '', laneWord(say, outcome), '']
      })
      out.table(columns, [...waiting, ...placed])
      if (lane.early !== undefined) {
        const { number, at, from } = lane.early
        const early = say('cli.lane.early', { number, at: shortInstant(at), from: shortInstant(from) })
        out.line(out.tone('warn', early))
      }
    })
    return 0
  },
}

const Titled = z.looseObject({ name: z.string(), title: z.record(z.string(), z.string()).default({}) })
const Whole = z.looseObject({
  title: z.record(z.string(), z.string()).default({}),
  name: z.string(),
  words: z.string(),
  newest: z.string(),
  number: z.number(),
  depositary: z.string(),
  parties: z.array(z.looseObject({ party: z.string(), standing: z.string() })),
  levels: z.array(z.string()),
  categories: z.array(Titled),
  agreements: z.array(Titled),
  organs: z.array(Titled),
  procedure: z.looseObject({ decisions: z.string() }),
  quotas: z.looseObject({ actsPerHour: z.number(), bytesPerHour: z.number() }),
})

function factsOf({ say }: Session, charter: z.infer<typeof Whole>): readonly (readonly [string, string])[] {
  const titles = (rows: readonly z.infer<typeof Titled>[]) =>
    rows.map(({ name, title }) => title[say.language] ?? name).join('; ')
  const { actsPerHour, bytesPerHour } = charter.quotas
  const quota = { acts: actsPerHour, bytes: bytesWords(say, bytesPerHour) }
  return [
    [say('cli.fact.title'), charter.title[say.language] ?? charter.name],
    [say('cli.fact.words'), charter.words],
    [say('cli.fact.newest'), say('cli.charter.newest', { number: charter.number, act: shortAct(charter.newest) })],
    [say('cli.fact.depositary'), charter.depositary],
    [say('cli.fact.parties'), charter.parties.map(({ party, standing }) => `${party} (${standing})`).join(', ')],
    [say('cli.fact.organs'), titles(charter.organs)],
    [say('cli.fact.agreements'), titles(charter.agreements)],
    [say('cli.fact.levels'), charter.levels.join(' < ')],
    [say('cli.fact.categories'), titles(charter.categories)],
    [say('cli.fact.decisions'), say(`cli.charter.decisions.${charter.procedure.decisions}`)],
    [say('cli.fact.quotas'), say('cli.charter.quota', quota)],
  ]
}

export const charterShow: Verb = {
  name: 'charter show',
  group: 'govern',
  args: ['[ACT]'],
  examples: ['charter show', 'charter show act--3f2a9c1b…'],
  run: async (session, call) => {
    const { out, say } = session
    const client = await session.node()
    if (call.args[0] === undefined) {
      const charter = await client.ask('/api/v1/charter', Whole)
      out.answer(charter, () => out.facts(factsOf(session, charter)))
      return 0
    }
    const shown = await client.ask(`${proposals}/${await proposalNamed(client, word(call))}`, Shown)
    const { envelope: _envelope, ...told } = shown
    out.answer(shown, () => {
      const facts: readonly (readonly [string, string])[] = [
        [say('cli.fact.author'), told.author],
        [say('cli.fact.reason'), told.body.reason ?? ''],
        [say('cli.fact.state'), laneWord(say, told.state)],
        [say('cli.fact.signed'), told.consents === undefined ? '' : told.consents.signed.join(', ')],
        [say('cli.fact.missing'), missingOf(told.consents)],
        [say('cli.fact.expires'), shortInstant(told.expires)],
        [say('cli.fact.dueBy'), shortInstant(told.dueBy)],
      ]
      out.facts(facts.filter(([, value]) => value !== ''))
      out.line(JSON.stringify(readable(told.body.change ?? told.body), undefined, 2))
    })
    return 0
  },
}

const Standings = z.looseObject({
  on: z.string(),
  items: z.array(
    z.looseObject({
      party: z.string(),
      standing: z.string().default(''),
      from: z.string().optional(),
      rights: z.array(z.string()).default([]),
      suspended: z.boolean().default(false),
    }),
  ),
})

export const charterStandings: Verb = {
  name: 'charter standings',
  group: 'govern',
  flags: [{ flags: '--on <DATE>' }],
  examples: ['charter standings', 'charter standings --on 2017-06-09'],
  run: async (session, call) => {
    const { out, say } = session
    const query = { on: moment(call, 'on') }
    const answer = await (await session.node()).ask('/api/v1/charter/standings', Standings, { query })
    out.answer(answer, () => {
      const columns = ['party', 'standing', 'since', 'rights'].map((name) => ({ title: say(`cli.column.${name}`) }))
      const rows = answer.items.map(({ party, standing, from, rights, suspended }): Row => {
        const word = suspended
          ? { text: `${standing} · ${say('cli.lane.suspended')}`, tone: 'warn' as const }
          : standing
        return [party, word, shortInstant(from), rights.join(', ')]
      })
      out.table(columns, rows)
    })
    return 0
  },
}

export const charterPropose: Verb = {
  name: 'charter propose',
  group: 'govern',
  args: ['<CHANGE>'],
  flags: [{ flags: '--reason <TEXT>' }, { flags: '--expires <DATE>' }],
  examples: ['charter propose quotas.json --reason "Twice as much"'],
  run: async (session, call) => {
    const { io, out, say } = session
    const change = await jsonFile(resolve(io.cwd, word(call)), word(call))
    const json = defined({ change, reason: text(call, 'reason'), expires: moment(call, 'expires') })
    const made = await (
      await session.node()
    ).ask(proposals, z.looseObject({ act: z.string() }), { method: 'POST', json })
    out.answer(made, () => out.line(say('cli.charter.proposed', { act: made.act })))
    return 0
  },
}

export const charterSign: Verb = {
  name: 'charter sign',
  group: 'govern',
  args: ['<ACT>'],
  flags: keyFlags,
  examples: ['charter sign act--3f2a9c1b… --keys /media/root/keys --key-file /media/root/unlock.key'],
  run: async (session, call) => {
    const { out, say } = session
    const client = await session.node()
    const act = await proposalNamed(client, word(call))
    const shown = await client.ask(`${proposals}/${act}`, Shown)
    const signed = actIn(shown.envelope, act)
    const { party = '' } = await client.ask('/api/v1/me', Me)
    out.note(JSON.stringify(readable(signed.said.body), undefined, 2))
    if (!(await agreed(session, say('cli.charter.confirmSign', { act, party })))) throw stop('not-confirmed')
    const keyring = await keysAt(session, call, party)
    const json = { signatures: await rootSignaturesOf(signed, keyring, await presentRoot(client, party)) }
    const answer = await client.ask(`${proposals}/${act}/signatures`, z.looseObject({ consents: Consents }), {
      method: 'POST',
      json,
    })
    const { consents } = answer
    out.answer(answer, () =>
      out.line(say('cli.charter.signed', { act, have: consents.signed.length, needed: consents.needed })),
    )
    return 0
  },
}

async function jsonFile(path: string, named: string): Promise<unknown> {
  const content = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw fileStop(cause, named)
  })
  try {
    return JSON.parse(content)
  } catch {
    throw stop('file-not-json', { file: named })
  }
}

function laneWord(say: Session['say'], state: string): string {
  const key = `cli.lane.${state}`
  return say.has(key) ? say(key) : state
}

/** What waits longer than the depositary may take is its failure, and stands out. */
function stateCell(
  say: Session['say'],
  { state, overdue }: Pick<z.infer<typeof Pending>, 'state' | 'overdue'>,
): TableCell {
  return overdue ? { text: say('cli.lane.overdue'), tone: 'bad' } : laneWord(say, state)
}

function missingOf(consents: z.infer<typeof Consents> | undefined): string {
  if (consents === undefined || consents.signed.length >= consents.needed) return ''
  return consents.of.filter((party) => !consents.signed.includes(party)).join(', ')
}

const saved = (name: 'export' | 'fork'): Verb => ({
  name: `charter ${name}`,
  group: 'govern',
  flags: [{ flags: '--out <F>', isRequired: true }],
  examples: [`charter ${name} --out ${name === 'export' ? 'demo' : 'proof'}.tamga-charter`],
  run: async (session, call) => {
    const to = needed(call, 'out')
    if (to !== '-') await mustBeFree(session, resolve(session.io.cwd, to))
    const query = name === 'fork' ? { fork: 'true' } : {}
    return saveOrPrint(session, await (await session.node()).raw('/api/v1/charter/file', { query }), to)
  },
})

export const charterExport = saved('export')
export const charterFork = saved('fork')
