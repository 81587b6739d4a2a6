import { z } from 'zod'
import { keyRoles, type KeyRole } from '#protocol/identity/keys.ts'
import { Me } from '../answers.ts'
import { text, word } from '../call.ts'
import type { Client } from '../client.ts'
import { agreed } from '../prompt.ts'
import { actIn, drawAt, keyFlags, keysAt, rootSignaturesOf } from '../root-signature.ts'
import type { Session } from '../session.ts'
import { stop } from '../stop.ts'
import type { Row } from '../table.ts'
import type { Call, Flag, Verb } from '../verb.ts'
import { shortInstant } from '../words.ts'
import { defined } from './label-flags.ts'
import { proposalNamed } from './proposal-named.ts'

const Point = z.looseObject({ number: z.number(), at: z.string() })
const Key = z.looseObject({
  party: z.string(),
  role: z.string(),
  words: z.string(),
  keys: z.record(z.string(), z.string()).default({}),
  from: Point,
  until: Point.optional(),
  state: z.string(),
})
const Keys = z.looseObject({ items: z.array(Key) })
export const Envelope = z.looseObject({ payload: z.string(), payloadType: z.string() })
const Made = z.looseObject({
  act: z.string(),
  envelope: Envelope,
  keys: z.array(z.looseObject({ role: z.string(), words: z.string() })).default([]),
})
const Signed = z.looseObject({ act: z.string() })

/** Roles whose keys the node draws; `root` is drawn here. */
const drawnThere = keyRoles.filter((role) => role !== 'root')

export const keyList: Verb = {
  name: 'key list',
  group: 'govern',
  args: ['[PARTY]'],
  examples: ['key list', 'key list bor', 'key list --json'],
  run: async ({ out, say, ...session }, call) => {
    const query = { party: call.args[0] }
    const { items } = await (await session.node()).ask('/api/v1/charter/keys', Keys, { query })
    out.answer({ items }, () => {
      const columns = ['party', 'role', 'words', 'since', 'state'].map((name) => ({ title: say(`cli.column.${name}`) }))
      const rows = items.map(({ party, role, words, from, state }): Row => {
        const tone = state === 'valid' ? 'good' : state === 'replaced' ? 'dim' : 'bad'
        return [
          party,
          role,
          words,
          `${shortInstant(from.at)} · ${from.number}`,
          { text: say(`cli.key.${state}`), tone },
        ]
      })
      out.table(columns, rows)
    })
    return 0
  },
}

/** Where the root signs at once; later without them. */
export const optionalKeys: readonly Flag[] = keyFlags.map(({ flags }) => ({ flags }))

export const keyRotate: Verb = {
  name: 'key rotate',
  group: 'govern',
  args: ['<ROLES>'],
  flags: [...optionalKeys, { flags: '--reason <TEXT>' }],
  examples: [
    'key rotate seal --keys /media/root/keys --key-file /media/root/unlock.key',
    'key rotate link,box',
    'key rotate all',
  ],
  run: async (session, call) => {
    const { out, say } = session
    const wanted = rolesIn(word(call))
    const client = await session.node()
    const { party = '' } = await client.ask('/api/v1/me', Me)
    if (!(await agreed(session, say('cli.key.confirmRotate', { party, roles: wanted.join(', ') }))))
      throw stop('not-confirmed')
    const root = wanted.includes('root') ? (await drawAt(session, call, { party, roles: ['root'] })).root : undefined
    const json = defined({ roles: wanted.filter((role) => role !== 'root'), root, reason: text(call, 'reason') })
    const made = await client.ask('/api/v1/keys/changes', Made, { method: 'POST', json })
    const isSigned = text(call, 'keys') !== undefined
    if (isSigned) await sign(session, call, { act: made.act, envelope: made.envelope, party })
    const { envelope: _, ...told } = made
    out.answer({ ...told, signed: isSigned }, () => {
      for (const { role, words } of made.keys) out.line(`${role}: ${words}`)
      out.line(say(isSigned ? 'cli.key.rotated' : 'cli.key.drawn', { act: made.act }))
    })
    return 0
  },
}

export const keySign: Verb = {
  name: 'key sign',
  group: 'govern',
  args: ['<ACT>'],
  flags: keyFlags,
  examples: ['key sign act--3f2a9c1b… --keys /media/root/keys --key-file /media/root/unlock.key'],
  run: async (session, call) => {
    const { out, say } = session
    const client = await session.node()
    const act = await proposalNamed(client, word(call))
    const { envelope } = await client.ask(`/api/v1/charter/proposals/${act}`, z.looseObject({ envelope: Envelope }))
    const { party = '' } = await client.ask('/api/v1/me', Me)
    out.note(JSON.stringify(actIn(envelope, act).said.body, undefined, 2))
    if (!(await agreed(session, say('cli.charter.confirmSign', { act, party })))) throw stop('not-confirmed')
    const answer = await sign(session, call, { act, envelope, party })
    out.answer(answer, () => out.line(say('cli.key.rotated', { act })))
    return 0
  },
}

export const keyFreeze: Verb = {
  name: 'key freeze',
  group: 'govern',
  flags: [{ flags: '--reason <TEXT>' }],
  examples: ['key freeze --reason "A laptop was stolen" --yes'],
  run: async (session, call) => {
    const { out, say } = session
    const client = await session.node()
    const { party = '' } = await client.ask('/api/v1/me', Me)
    if (!(await agreed(session, say('cli.key.confirmFreeze', { party }), true))) throw stop('not-confirmed')
    const json = defined({ reason: text(call, 'reason') })
    const made = await client.ask('/api/v1/keys/freeze', Signed, { method: 'POST', json })
    out.answer(made, () => out.line(say('cli.key.frozenNow', { party })))
    return 0
  },
}

export interface Signing {
  readonly act: string
  readonly envelope: z.infer<typeof Envelope>
  readonly party: string
}

/** The root's signatures over what a party says of its own keys, made here and brought to its node. */
export async function sign(session: Session, call: Call, { act, envelope, party }: Signing) {
  const client = await session.node()
  const keyring = await keysAt(session, call, party)
  const signatures = await rootSignaturesOf(actIn(envelope, act), keyring, await presentRoot(client, party))
  return client.ask(`/api/v1/keys/changes/${act}/signatures`, Signed, { method: 'POST', json: { signatures } })
}

/** The public root that the charter has of the party now: a folder may hold one that is not entered yet. */
export async function presentRoot(client: Client, party: string) {
  const { items } = await client.ask('/api/v1/charter/keys', Keys, { query: { party } })
  return items.find(({ role, state }) => role === 'root' && state !== 'replaced')?.keys
}

/** Roles as typed, in their order. `all`: what the word means. */
export function rolesIn(typed: string, all: readonly KeyRole[] = drawnThere): readonly KeyRole[] {
  const wanted: readonly string[] = typed === 'all' ? all : typed.split(',').map((part) => part.trim())
  const unknown = wanted.find((role) => !keyRoles.some((known) => known === role))
  if (unknown !== undefined) throw stop('option-invalid', { option: 'ROLES', value: unknown })
  return keyRoles.filter((role) => wanted.includes(role))
}
