import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { toBase64Url } from '#kernel/bytes.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import { pae } from '#protocol/act/pae.ts'
import { toEnvelope } from '#protocol/act/envelope.ts'
import { AnyChange, readChange, type Change, type ChangeType } from '#protocol/acts/charter-change.ts'
import { CharterProposal } from '#protocol/acts/charter-proposal.ts'
import type { DrawKeys } from '#protocol/identity/keyring.ts'
import { wordsOfRole } from '#protocol/identity/key-words.ts'
import { RoleKeys, type KeyRole } from '#protocol/identity/keys.ts'
import { parseParty } from '#protocol/identity/party.ts'
import type { Api } from '#platform/http/api.ts'
import { reply } from '#platform/http/declaration.ts'
import { may } from '#platform/http/roles.ts'
import { linkSigners } from '#platform/transport/link/link-keys.ts'
import { loadAct } from '#platform/record/load.ts'
import type { House } from '#charter/record/house.ts'
import * as decide from '../decide.ts'
import { say, speaker, takeSignatures } from '../say.ts'
import * as declared from './declarations.ts'
import { lastEntryBefore } from './last-entry.ts'
import { requestToReturn } from './returning.ts'
import { listKeys } from './view.ts'

export interface KeyPorts {
  readonly house: House
  readonly draw: DrawKeys
}

const rule = 'protocol 3: key change'
const notFound = (): Refusal => refuse('not-found', 'interfaces: paths')

/** A party's keys: who has which from when, and the change of our own. */
export function keyRoutes(api: Api, { house, draw }: KeyPorts): void {
  api.route(declared.list, async ({ query }) => {
    const party = query.party === undefined ? undefined : parseParty(query.party)
    return { items: listKeys(house.charter(), party) }
  })
  api.route(declared.change, async ({ reader, body }) => {
    const roles = body.roles.filter((role) => role !== 'root')
    if (roles.length < body.roles.length) return refuse('root-drawn-elsewhere', rule)
    const root = body.root === undefined ? {} : { root: body.root }
    if (body.root !== undefined && !RoleKeys.safeParse(root).success) return malformed('root')
    if (roles.length === 0 && body.root === undefined) return malformed('roles')
    // Written down before anyone hears of them: an entry that names them finds their secrets here.
    const keys = { ...(roles.length === 0 ? {} : await draw(roles)), ...root }
    const { reason } = body
    const change = { type: 'keys.change', party: house.self, keys } as const
    const wish = { change, ...(reason === undefined ? {} : { reason }) }
    const act = await say(house, decide.propose(wish, speaker(house, reader)))
    if (isRefusal(act)) return act
    const signed = await loadAct(house.store, act)
    if (signed === undefined) return notFound()
    const named = Object.keys(keys) as KeyRole[]
    return reply(201, {
      act,
      envelope: toEnvelope(signed),
      keys: named.map((role) => ({ role, words: wordsOfRole(role, keys) })),
    })
  })
  api.route(declared.freeze, async ({ reader, body }) => {
    const { reason } = body
    const change = { type: 'keys.freeze', party: house.self } as const
    const wish = { change, ...(reason === undefined ? {} : { reason }) }
    const proposal = await say(house, decide.propose(wish, speaker(house, reader)))
    if (isRefusal(proposal)) return proposal
    const signed = await loadAct(house.store, proposal)
    if (signed === undefined) return notFound()
    // Any key of the party will do: the link's is here, and is not the one that is frozen.
    const [{ keyid, sign }] = linkSigners(house.keyring)
    const sig = toBase64Url(await sign(pae(signed.payloadType, signed.statement)))
    const made = await takeSignatures(house, reader, proposal, [{ keyid, sig }])
    if (isRefusal(made)) return made
    await house.followLane(house.store)
    return reply(201, { act: made.act, proposal })
  })
  api.route(declared.comeBack, async ({ body }) => {
    const request = await requestToReturn({ house, draw }, body)
    return isRefusal(request) ? request : reply(201, { request: { ...request } })
  })
  ownWordRoutes(api, house)
}

/** What a party says of its own keys, and what it takes to say it. */
function ownWordRoutes(api: Api, house: House): void {
  api.route(declared.lastEntry, async ({ reader, query: { party, before } }) => {
    // It counts acts of whatever label: asked again and again it would say when each of them came.
    const isOwn = party === house.self
    const no = may(reader.account.role, isOwn ? 'keys.manage' : 'charter.propose')
    if (no !== undefined) return no
    if (!isOwn && !reader.seesAll) return refuse('clearance-partial', 'interfaces: roles', { party })
    const place = await lastEntryBefore(house, party, before)
    return place === undefined ? notFound() : { party, ...place }
  })
  api.route(declared.word, async ({ reader, body: { reason, ...said } }) => {
    const change = AnyChange.safeParse({ ...said, party: house.self })
    const known = change.success ? readChange(change.data) : undefined
    if (known === undefined) return malformed(said.type)
    const wish = { change: known, ...(reason === undefined ? {} : { reason }) }
    const act = await say(house, decide.propose(wish, speaker(house, reader)))
    if (isRefusal(act)) return act
    const signed = await loadAct(house.store, act)
    return signed === undefined ? notFound() : reply(201, { act, envelope: toEnvelope(signed) })
  })
  api.route(declared.sign, async ({ reader, params, body }) => {
    const id = parseActId(params.act)
    const change = id === undefined ? undefined : await changeIn(house, id)
    const isOwn = change !== undefined && ownKeys.has(change.type) && 'party' in change && change.party === house.self
    return id === undefined || !isOwn ? notFound() : takeSignatures(house, reader, id, body.signatures)
  })
}

/** What a party's root says of its own keys. */
const ownKeys: ReadonlySet<string> = new Set<ChangeType>(['keys.change', 'keys.object', 'keys.confirm', 'keys.trusted'])

const malformed = (member: string): Refusal => refuse('request-malformed', rule, { member })

async function changeIn({ store }: House, id: Parameters<typeof loadAct>[1]): Promise<Change | undefined> {
  const act = await loadAct(store, id)
  const body = CharterProposal.safeParse(act?.said.body)
  return body.success ? readChange(body.data.change) : undefined
}
