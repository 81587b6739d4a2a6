import { z } from 'zod'
import { Me, page } from '../answers.ts'
import { word } from '../call.ts'
import type { Client } from '../client.ts'
import { agreed } from '../prompt.ts'
import { actIn, keyFlags, keysAt, rootSignaturesOf } from '../root-signature.ts'
import { stop } from '../stop.ts'
import type { Row } from '../table.ts'
import type { Verb } from '../verb.ts'
import { shortAct, shortInstant } from '../words.ts'
import { jsonIn } from './agreement-desk.ts'

const path = '/api/v1/closed-agreements'
const Done = z.looseObject({ act: z.string() })
const Listed = z.looseObject({
  act: z.string(),
  name: z.string(),
  state: z.string(),
  participants: z.array(z.string()).default([]),
  signed: z.array(z.string()).default([]),
  adopted: z.string().optional(),
})
const Whole = Listed.extend({
  body: z.unknown(),
  envelope: z.looseObject({ payload: z.string(), payloadType: z.string() }),
})

export const agreementClose: Verb = {
  name: 'agreement close',
  group: 'agreements',
  args: ['<FILE>'],
  examples: ['agreement close alt-bor.json'],
  run: async (session, call) => {
    const { out, say } = session
    const found = await jsonIn(session, word(call))
    const { type: _type, ...json } = { ...(found as object) } as { readonly type?: unknown }
    const done = await (await session.node()).ask(path, Done, { method: 'POST', json })
    out.answer(done, () => out.line(say('cli.agreement.closed', { act: done.act })))
    return 0
  },
}

export const agreementClosed: Verb = {
  name: 'agreement closed',
  group: 'agreements',
  args: ['[ACT]'],
  examples: ['agreement closed', 'agreement closed act--3f2a9c1b… --json'],
  run: async (session, call) => {
    const { out, say } = session
    const client = await session.node()
    if (call.args[0] !== undefined) {
      const found = await client.ask(`${path}/${await closedNamed(client, word(call))}`, Whole)
      out.answer(found, () => out.line(JSON.stringify(found.body, undefined, 2)))
      return 0
    }
    const { items } = await client.ask(path, page(Listed))
    out.answer({ items }, () => {
      const columns = ['act', 'name', 'state', 'parties', 'signed', 'since'].map((name) => ({
        title: say(`cli.column.${name}`),
      }))
      const rows = items.map(({ act, name, state, participants, signed, adopted }): Row => {
        const how = state === 'adopted' ? say('cli.lane.adopted') : say('cli.lane.open')
        return [shortAct(act), name, how, participants.join(', '), signed.join(', '), shortInstant(adopted)]
      })
      out.table(columns, rows)
    })
    return 0
  },
}

export const agreementCountersign: Verb = {
  name: 'agreement countersign',
  group: 'agreements',
  args: ['<ACT>'],
  flags: keyFlags,
  examples: ['agreement countersign act--3f2a9c1b… --keys /media/root/keys --key-file /media/root/unlock.key'],
  run: async (session, call) => {
    const { out, say } = session
    const client = await session.node()
    const act = await closedNamed(client, word(call))
    const signed = actIn((await client.ask(`${path}/${act}`, Whole)).envelope, act)
    const { party = '' } = await client.ask('/api/v1/me', Me)
    out.note(JSON.stringify(signed.said.body, undefined, 2))
    if (!(await agreed(session, say('cli.charter.confirmSign', { act, party })))) throw stop('not-confirmed')
    const json = { signatures: await rootSignaturesOf(signed, await keysAt(session, call, party)) }
    const done = await client.ask(`${path}/${act}/signatures`, Done, { method: 'POST', json })
    out.answer(done, () => out.line(say('cli.agreement.reported', { act: done.act })))
    return 0
  },
}

/** The whole id of a closed text from its first digits, or from its name. */
async function closedNamed(client: Client, typed: string): Promise<string> {
  if (/^act--[0-9a-f]{64}$/u.test(typed)) return typed
  const { items } = await client.ask(path, page(Listed))
  const found = items.filter(({ act, name }) => name === typed || act.startsWith(typed))
  const [first] = found
  if (first === undefined) throw stop('act-not-found', { act: typed })
  if (found.length > 1) throw stop('act-ambiguous', { act: typed, count: found.length })
  return first.act
}
