import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { z } from 'zod'
import { areSameWords } from '#protocol/identity/fingerprint.ts'
import { wordsOfKeys } from '#protocol/identity/key-words.ts'
import { keyRoles, RoleKeys } from '#protocol/identity/keys.ts'
import { parseParty } from '#protocol/identity/party.ts'
import { Me } from '../answers.ts'
import { isSet, moment, needed, text, word } from '../call.ts'
import type { Client } from '../client.ts'
import { namedFile } from '../named-file.ts'
import { agreed, wordsTold } from '../prompt.ts'
import { actIn, drawAt, keyFlags, keysAt, rootSignaturesOf } from '../root-signature.ts'
import { mustBeFree } from '../save.ts'
import type { Session } from '../session.ts'
import { exitOf, Stop, stop } from '../stop.ts'
import type { Call, Flag, Verb } from '../verb.ts'
import { Envelope, optionalKeys, presentRoot, rolesIn, sign } from './key.ts'
import { defined } from './label-flags.ts'

const proposals = '/api/v1/charter/proposals'
const Consents = z.looseObject({ needed: z.number(), of: z.array(z.string()), signed: z.array(z.string()) })
const Rehearsed = z.looseObject({ expires: z.string(), consents: Consents })
const flags: readonly Flag[] = [...optionalKeys, { flags: '--reason <TEXT>' }, { flags: '--dry-run' }]

/** A change about keys as it is proposed, and the question before it. */
interface Asked {
  readonly change: { readonly type: string; readonly party: string }
  readonly question: string
}

/** Shows whose signatures it would take; what would come to nothing is refused like the thing itself. */
async function rehearsed({ out, say }: Session, client: Client, { change }: Asked): Promise<number> {
  const told = await client.ask('/api/v1/charter/rehearsals', Rehearsed, { method: 'POST', json: { change } })
  const { needed, of } = told.consents
  out.answer(told, () =>
    out.line(say('cli.key.would', { change: change.type, party: change.party, needed, of: of.join(say('cli.comma')) })),
  )
  return 0
}

const Proposal = z.looseObject({ envelope: Envelope })
const Signed = z.looseObject({ consents: Consents })

/** What the others do about a party's keys: proposed to all, and signed by our own root at once where `--keys` says where it lies. */
async function proposeAbout(session: Session, call: Call, client: Client, asked: Asked): Promise<number> {
  const { out, say } = session
  if (isSet(call, 'dryRun')) return rehearsed(session, client, asked)
  if (!(await agreed(session, asked.question, true))) throw stop('not-confirmed')
  const { change } = asked
  const json = defined({ change, reason: text(call, 'reason'), expires: moment(call, 'expires') })
  const { act } = await client.ask(proposals, z.looseObject({ act: z.string() }), { method: 'POST', json })
  if (text(call, 'keys') === undefined) {
    out.answer({ act, signed: false }, () => out.line(say('cli.charter.proposed', { act })))
    return 0
  }
  const { party = '' } = await client.ask('/api/v1/me', Me)
  const keyring = await keysAt(session, call, party)
  const { envelope } = await client.ask(`${proposals}/${act}`, Proposal)
  const signatures = await rootSignaturesOf(actIn(envelope, act), keyring, await presentRoot(client, party))
  const { consents } = await client.ask(`${proposals}/${act}/signatures`, Signed, {
    method: 'POST',
    json: { signatures },
  })
  const [have, needed] = [consents.signed.length, consents.needed]
  out.answer({ act, signed: true, consents }, () => {
    out.line(say('cli.charter.signed', { act, have, needed }))
    if (have < needed) out.line(say('cli.key.othersSign', { act }))
  })
  return 0
}

const upTo: readonly Flag[] = [{ flags: '--up-to <ENTRY>' }, { flags: '--before <DATE>' }]

export const keyCompromised: Verb = {
  name: 'key compromised',
  group: 'govern',
  args: ['<PARTY>'],
  flags: [...upTo, ...flags, { flags: '--expires <DATE>' }],
  examples: [
    'key compromised kaz --dry-run',
    'key compromised kaz --before "2026-11-22 02:00Z" --reason "Its officer called us" --yes',
  ],
  run: async (session, call) => {
    const party = word(call)
    const client = await session.node()
    const change = defined({ type: 'keys.compromised', party, lastTrusted: await placeTold(call, client, party) })
    const question = session.say('cli.key.confirmCompromised', { party })
    return proposeAbout(session, call, client, { change: { ...change, type: 'keys.compromised', party }, question })
  },
}

const Place = z.looseObject({ epoch: z.int(), entry: z.int() })

/** `--up-to 1/1234` or `--up-to 1234`, which is of the first journal; or what `--before` comes to. */
async function placeTold(call: Call, client: Client, party: string) {
  const typed = text(call, 'upTo')
  const before = moment(call, 'before')
  if (typed !== undefined) {
    const [, epoch = '1', entry] = /^(?:(\d{1,6})\/)?(\d{1,12})$/u.exec(typed) ?? []
    if (entry === undefined) throw stop('option-invalid', { option: '--up-to', value: typed })
    return { epoch: Number(epoch), entry: Number(entry) }
  }
  if (before === undefined) return undefined
  const { epoch, entry } = await client.ask('/api/v1/charter/keys/last-entry', Place, { query: { party, before } })
  return { epoch, entry }
}

export const keyReplaceRoot: Verb = {
  name: 'key replace-root',
  group: 'govern',
  args: ['<FILE>'],
  flags: [{ flags: '--words <WORDS>' }, ...flags, { flags: '--expires <DATE>' }],
  examples: ['key replace-root kaz-keys.json', 'key replace-root kaz-keys.json --words lusab-babad-… --yes'],
  run: async (session, call) => {
    const { party, keys, words } = await keysIn(session, word(call))
    const told = await wordsTold(session, text(call, 'words'), session.say('cli.prompt.wordsOfParty', { party }))
    if (!areSameWords(told, words)) throw problem('words-differ', { by: party })
    const change = { type: 'keys.replace-root', party, keys }
    const question = session.say('cli.key.confirmReplace', { party })
    return proposeAbout(session, call, await session.node(), { change, question })
  },
}

/** Public keys that a party drew, as `key draw` writes them. */
const DrawnKeys = z.strictObject({ party: z.string(), keys: RoleKeys })

/** Largest file of public keys there is. */
const maxBytes = 64 * 1024

async function keysIn({ io }: Session, named: string) {
  const bytes = await namedFile(io, named === '-' ? named : resolve(io.cwd, named), maxBytes)
  const read = DrawnKeys.safeParse(parsed(bytes))
  if (!read.success || parseParty(read.data.party) === undefined || read.data.keys.root === undefined)
    throw problem('request-malformed', { member: 'keys.root' })
  return { ...read.data, words: wordsOfKeys(read.data.keys) }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

function problem(code: string, params: Readonly<Record<string, string>>): Stop {
  const said = { code, rule: 'protocol 3: key change', params }
  return new Stop(said, exitOf(said, 422))
}

const Made = z.looseObject({ act: z.string(), envelope: Envelope })

/** What a party says of its own keys, by its root. */
const ownWord = (name: 'object' | 'confirm'): Verb => ({
  name: `key ${name}`,
  group: 'govern',
  flags,
  examples: [`key ${name} --keys /media/root/keys --key-file /media/root/unlock.key`, `key ${name} --dry-run`],
  run: async (session, call) => {
    const client = await session.node()
    const { party = '' } = await client.ask('/api/v1/me', Me)
    const key = name === 'object' ? 'cli.key.confirmObject' : 'cli.key.confirmConfirm'
    const change = { type: `keys.${name}`, party }
    return sayOfOwn(session, call, client, { change, question: session.say(key, { party }) })
  },
})

export const keyObject = ownWord('object')
export const keyConfirm = ownWord('confirm')

const Seals = z.looseObject({
  items: z.array(
    z.looseObject({ role: z.string(), keys: z.record(z.string(), z.string()), frozen: z.boolean().default(false) }),
  ),
})

export const keyTrusted: Verb = {
  name: 'key trusted',
  group: 'govern',
  flags: [...upTo, ...flags],
  examples: [
    'key trusted --before "2026-11-22 02:00Z" --keys /media/root/keys --key-file /media/root/unlock.key',
    'key trusted --up-to 1/17280 --dry-run',
  ],
  run: async (session, call) => {
    const client = await session.node()
    const { party = '' } = await client.ask('/api/v1/me', Me)
    const lastTrusted = await placeTold(call, client, party)
    if (lastTrusted === undefined) throw stop('option-missing', { option: '--up-to' })
    const { items } = await client.ask('/api/v1/charter/keys', Seals, { query: { party } })
    const seal = items.find(({ role, frozen }) => role === 'seal' && frozen)?.keys['ed25519'] ?? ''
    const question = session.say('cli.key.confirmTrusted', { party, ...lastTrusted })
    const change = { type: 'keys.trusted', party, seal, lastTrusted }
    return sayOfOwn(session, call, client, { change, question })
  },
}

/** Proposed by our node, and signed at once where `--keys` says where the root lies. */
async function sayOfOwn(session: Session, call: Call, client: Client, asked: Asked): Promise<number> {
  const { out, say } = session
  const {
    change: { party, ...said },
    question,
  } = asked
  if (isSet(call, 'dryRun')) return rehearsed(session, client, asked)
  if (!(await agreed(session, question))) throw stop('not-confirmed')
  const json = defined({ ...said, reason: text(call, 'reason') })
  const { act, envelope } = await client.ask('/api/v1/keys/words', Made, { method: 'POST', json })
  const isSigned = text(call, 'keys') !== undefined
  if (isSigned) await sign(session, call, { act, envelope, party })
  out.answer({ act, signed: isSigned }, () =>
    out.line(say(isSigned ? 'cli.key.wordSigned' : 'cli.key.wordProposed', { act })),
  )
  return 0
}

export const keyDraw: Verb = {
  name: 'key draw',
  group: 'govern',
  args: ['<ROLES>'],
  flags: [{ flags: '--party <P>', isRequired: true }, ...keyFlags, { flags: '--out <F>', isRequired: true }],
  examples: [
    'key draw root --party kaz --keys /media/root/keys --key-file /media/root/unlock.key --out kaz-keys.json',
    'key draw all --party kaz --keys keys-new --key-file unlock.key --out kaz-keys.json',
  ],
  run: async (session, call) => {
    const { io, out, say } = session
    const roles = rolesIn(word(call), keyRoles)
    const [party, to] = [needed(call, 'party'), resolve(io.cwd, needed(call, 'out'))]
    await mustBeFree(session, to)
    const keys = await drawAt(session, call, { party, roles })
    const words = wordsOfKeys(keys)
    await writeFile(to, `${JSON.stringify({ party, keys }, undefined, 2)}\n`)
    out.answer({ party, roles, words, file: to }, () => out.line(say('cli.key.drawnHere', { file: to, words })))
    return 0
  },
}
