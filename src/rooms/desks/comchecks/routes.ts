import { addMs } from '#kernel/instant.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import { ComcheckCall } from '#protocol/acts/comcheck.ts'
import { parseParty } from '#protocol/identity/party.ts'
import { insert } from '#platform/db/table.ts'
import type { Api } from '#platform/http/api.ts'
import { reply } from '#platform/http/declaration.ts'
import { defaultLimit } from '#platform/http/page.ts'
import type { Reader } from '#platform/http/reader.ts'
import type { House } from '#charter/record/house.ts'
import { speaker } from '#charter/record/labelling.ts'
import { compose, record } from '#charter/record/office.ts'
import type { DeskPorts } from '../directory/routes.ts'
import { checks, closings } from '../tables.ts'
import * as declared from './declarations.ts'
import * as decide from './decide.ts'
import { addPlan, endPlan, listPlans } from './plans.ts'
import { figures, findCheck, knownCheck, listChecks, targetsOf, type Viewing } from './read.ts'
import { nameOf, sendChecks, usualReplyMs } from './run.ts'
import { pickAmong } from './schedule.ts'
import type { CheckWish, CloseWish, ReplyWish } from './wish.ts'

/** The routes of communication checks, one line of wiring each. */
export function comcheckRoutes(api: Api, { house, cursors }: DeskPorts): void {
  const viewing = (reader: Reader): Viewing => viewingOf(house, reader)
  api.route(declared.run, ({ reader, body }) => runNow(house, reader, body))
  api.route(declared.list, async ({ reader, query }) => {
    const { limit = defaultLimit, after, party: named, open } = query
    const party = named === undefined ? undefined : parseParty(named)
    if (named !== undefined && party === undefined) return { items: [] }
    const use = { account: reader.account.name, query: `comchecks ${named ?? ''} ${open ?? ''}` }
    const position = after === undefined ? [] : cursors.read(use, after)
    if (isRefusal(position)) return position
    const from = position[0] === undefined ? {} : { after: Number(position[0]) }
    const ask = { limit, isOpen: open === '1', ...from, ...(party === undefined ? {} : { party }) }
    const { items, next } = await listChecks(viewing(reader), ask)
    return { items: [...items], ...(next === undefined ? {} : { next: cursors.write(use, [next]) }) }
  })
  api.route(declared.show, async ({ reader, params }) => {
    const act = parseActId(params.act)
    return (act === undefined ? undefined : await findCheck(viewing(reader), act)) ?? notFound()
  })
  api.route(declared.reply, ({ reader, params, body }) => replyTo(house, reader, params.act, body))
  api.route(declared.close, ({ reader, params, body }) => closeItem(house, reader, params.act, body))
  api.route(declared.figures, async ({ reader, query }) => {
    const party = query.party === undefined ? undefined : parseParty(query.party)
    if (query.party !== undefined && party === undefined) return { items: [] }
    return { items: [...(await figures(viewing(reader), party))] }
  })
  api.route(declared.plan, async ({ reader, body }) => {
    const plan = await addPlan(house, reader, body)
    return isRefusal(plan) ? plan : reply(201, { plan })
  })
  api.route(declared.listPlans, async ({ reader }) => ({
    items: await listPlans(house, reader, house.clock.now()),
  }))
  api.route(declared.endPlan, async ({ reader, params }) =>
    (await endPlan(house, reader, params.plan)) ? undefined : notFound(),
  )
}

const notFound = (): Refusal => refuse('not-found', 'interfaces: paths')

const viewingOf = (house: House, reader: Reader): Viewing => {
  const { store: reads, self, clock } = house
  return { reads, self, reader, now: clock.now() }
}

async function runNow(house: House, reader: Reader, { desks, pick, replyWithinMs = usualReplyMs }: CheckWish) {
  const known = await targetsOf(house, reader)
  const unknown = desks === 'all' ? undefined : desks.find((desk) => !known.some((target) => nameOf(target) === desk))
  if (unknown !== undefined) return refuse('desk-unknown', 'desks: directory', { desk: unknown })
  const among = desks === 'all' ? known : known.filter((target) => desks.includes(nameOf(target)))
  const seed = house.random.bytes(32)
  const targets = pick === undefined ? among : pickAmong(among, { count: pick, seed, occasion: 'now', nameOf })
  const asked = { nature: pick === undefined ? 'manual' : 'random', replyWithinMs } as const
  const done = await sendChecks(house, { targets, asked, by: speaker(house, reader) })
  if (isRefusal(done)) return done
  return reply(201, {
    checks: done.sent.map(({ act, draft }) => ({
      act: act.id,
      party: 'coalition' in draft.audience ? '' : (draft.audience[0] ?? ''),
      desks: ComcheckCall.parse(draft.body).desks,
      dueAt: addMs(act.said.at, replyWithinMs),
    })),
    refused: done.refused.map(({ party, refusal }) => ({ party, code: refusal.code })),
  })
}

/** Decides, and once more over the same check held: of two who reply for a desk at once, one is told so. */
async function replyTo(house: House, reader: Reader, act: string, wish: ReplyWish) {
  const id = parseActId(act)
  const known = id === undefined ? undefined : await knownCheck(viewingOf(house, reader), id)
  if (known === undefined) return notFound()
  const by = speaker(house, reader)
  const draft = decide.reply(known, wish, by)
  const composed = isRefusal(draft) ? draft : await compose(house, draft)
  if (isRefusal(composed)) return composed
  const recorded = await record(house, [composed], async (tx) => {
    await tx.lock(checks, { act: known.act })
    const held = await knownCheck({ ...viewingOf(house, reader), reads: tx }, known.act)
    const again = held === undefined ? notFound() : decide.reply(held, wish, by)
    return isRefusal(again) ? again : []
  })
  return isRefusal(recorded) ? recorded : reply(201, { act: composed.act.id })
}

async function closeItem(house: House, reader: Reader, act: string, wish: CloseWish): Promise<Refusal | undefined> {
  const id = parseActId(act)
  if (id === undefined || (await findCheck(viewingOf(house, reader), id)) === undefined) return notFound()
  return house.store.transaction(async (tx) => {
    await tx.lock(checks, { act: id })
    const held = await knownCheck({ ...viewingOf(house, reader), reads: tx }, id)
    const no = held === undefined ? notFound() : decide.refuseClosing(held, wish, house.self)
    if (no !== undefined) return no
    const { desk, note } = wish
    await tx.apply([
      insert(closings, { act: id, desk, note, by_desk: reader.account.desk ?? '', at: house.clock.now() }),
    ])
    return undefined
  })
}
