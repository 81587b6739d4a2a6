import type { z } from 'zod'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import { readChange } from '#protocol/acts/charter-change.ts'
import type { Api } from '#platform/http/api.ts'
import type { Cursors } from '#platform/http/cursor.ts'
import { defaultLimit, pageOf } from '#platform/http/page.ts'
import { charterOn, standingsOn } from '#charter/dated.ts'
import type { House } from '#charter/record/house.ts'
import { knownForks } from '#charter/record/forks.ts'
import * as declared from './declarations.ts'
import * as decide from './decide.ts'
import { invitation, laneFile } from './lane-file.ts'
import { listPending, listPlaces, pendingAct, placeView } from './read.ts'
import { say, speaker, takeSignatures } from './say.ts'

export interface GovernancePorts {
  readonly house: House
  readonly cursors: Cursors
}

const mostPending = 500
const notFound = (): Refusal => refuse('not-found', 'interfaces: paths')

export function governanceRoutes(api: Api, { house, cursors }: GovernancePorts): void {
  const asked = () => ({ reads: house.store, charter: house.charter(), at: house.clock.now() })
  api.route(declared.lane, async ({ reader, query }) => {
    const { limit = defaultLimit, after } = query
    const use = { account: reader.account.name, query: 'charter lane' }
    const position = after === undefined ? [Number.MAX_SAFE_INTEGER] : cursors.read(use, after)
    if (isRefusal(position)) return position
    const places = listPlaces(house.charter(), { below: Number(position[0]), limit: limit + 1 })
    const page = pageOf(places, limit, ({ number }) => cursors.write(use, [number]))
    const early = house.laneEarly()
    const items = await Promise.all(page.items.map((place) => placeView(house.store, place)))
    return { ...page, items, ...(early === undefined ? {} : { early: { ...early } }) }
  })
  api.route(declared.proposals, async () => ({ items: await listPending(asked(), mostPending) }))
  api.route(declared.proposal, async ({ params }) => {
    const id = parseActId(params.act)
    return (id === undefined ? undefined : await pendingAct(asked(), id)) ?? notFound()
  })
  api.route(declared.standings, async ({ query }) => {
    const on = query.on ?? house.clock.now()
    const { organs } = charterOn(house.charter(), on)
    const items = standingsOn(house.charter(), on).map(({ isSuspended: suspended, rights, ...row }) => {
      return { ...row, rights: [...rights], suspended }
    })
    return { on, items, organs: [...organs] }
  })
  api.route(declared.exported, async ({ query }) => {
    const bytes = await laneFile(house, query.fork === 'true')
    if (bytes === undefined) return notFound()
    return new Response(bytes as BodyInit, { headers: { 'content-type': 'application/octet-stream' } })
  })
  api.route(declared.invitation, async ({ query }) => {
    const bytes = await invitation(house, query)
    return isRefusal(bytes)
      ? bytes
      : new Response(bytes as BodyInit, { headers: { 'content-type': 'application/octet-stream' } })
  })
  api.route(declared.forks, async () => {
    const found = await knownForks(house.store)
    const items = found.map(({ arrival: _, entries, ...fork }) => ({ ...fork, entries: [...entries] }))
    return { halted: house.laneFork() !== undefined, items }
  })
  api.route(declared.propose, async ({ reader, body }) => {
    const wish = wishIn(body)
    const act = isRefusal(wish) ? wish : await say(house, decide.propose(wish, speaker(house, reader)))
    return isRefusal(act) ? act : { act }
  })
  api.route(declared.rehearse, async ({ reader, body }) => {
    const wish = wishIn(body)
    return isRefusal(wish) ? wish : decide.rehearse(wish, speaker(house, reader))
  })
  api.route(declared.countersign, async ({ reader, params, body }) => {
    const id = parseActId(params.act)
    return id === undefined ? notFound() : takeSignatures(house, reader, id, body.signatures)
  })
}

type Wished = z.infer<(typeof declared.propose)['body']>

function wishIn({ change: said, reason, expires }: Wished): decide.ProposalWish | Refusal {
  const change = readChange(said)
  if (change === undefined) return refuse('change-unknown', 'protocol 8: entries', { change: said.type })
  return { change, ...(reason === undefined ? {} : { reason }), ...(expires === undefined ? {} : { expires }) }
}
