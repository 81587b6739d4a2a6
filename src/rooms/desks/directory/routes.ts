import type { Instant } from '#kernel/instant.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import { parseParty } from '#protocol/identity/party.ts'
import type { Transaction } from '#platform/db/store.ts'
import { keep } from '#platform/db/table.ts'
import type { Api } from '#platform/http/api.ts'
import type { Cursors } from '#platform/http/cursor.ts'
import { reply } from '#platform/http/declaration.ts'
import { defaultLimit, pageOf } from '#platform/http/page.ts'
import type { Reader } from '#platform/http/reader.ts'
import { may } from '#platform/http/roles.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import { speaker } from '#charter/record/labelling.ts'
import { lowestLabel } from '#charter/record/lowest-label.ts'
import { addressees, compose, record } from '#charter/record/office.ts'
import { ownDesks } from '../tables.ts'
import * as declared from './declarations.ts'
import * as decide from './decide.ts'
import { directory, findDesk, knownByAct, knownEntry, placeOf, type Viewing } from './read.ts'

export interface DeskPorts {
  readonly house: House
  readonly cursors: Cursors
}

/** The routes of the directory, one line of wiring each. */
export function directoryRoutes(api: Api, { house, cursors }: DeskPorts): void {
  const viewing = (reader: Reader, at?: Instant): Viewing => ({
    reads: house.store,
    reader,
    at: at ?? house.clock.now(),
  })
  api.route(declared.list, async ({ reader, query }) => {
    const { limit = defaultLimit, after, party: named, function: wanted, at } = query
    const party = named === undefined ? undefined : parseParty(named)
    if (named !== undefined && party === undefined) return { items: [] }
    const use = { account: reader.account.name, query: `desks ${named ?? ''} ${wanted ?? ''}` }
    const position = after === undefined ? [] : cursors.read(use, after)
    if (isRefusal(position)) return position
    const ask = {
      limit: limit + 1,
      ...(party === undefined ? {} : { party }),
      ...(wanted === undefined ? {} : { function: wanted }),
      ...(after === undefined ? {} : { after: position.map(String) }),
    }
    const lines = await directory(viewing(reader, at), ask)
    const page = pageOf(lines, limit, (last) => cursors.write(use, [...placeOf(last)]))
    return { ...page, items: [...page.items] }
  })
  api.route(declared.show, async ({ reader, params, query }) => {
    const party = parseParty(params.party)
    const found = party === undefined ? undefined : await findDesk(viewing(reader, query.at), party, params.desk)
    const known = found === undefined ? undefined : await knownByAct(viewing(reader), found.act)
    if (found === undefined || known === undefined) return notFound()
    return { ...found, actions: actionsOf(house, reader, known) }
  })
  api.route(declared.publish, async ({ reader, body }) => {
    const by = publisher(house, reader)
    const { level, category } = decide.labelWished(body, by)
    const key = { author: house.self, desk: body.desk, level, category }
    return say(house, async (reads) => decide.publish(body, await knownEntry(reads, key), by), key)
  })
  api.route(declared.withdraw, async ({ reader, params, body }) => {
    const act = parseActId(params.act)
    const known = act === undefined ? undefined : await knownByAct(viewing(reader), act)
    if (known === undefined) return notFound()
    const { author, desk, label } = known
    const key = { author, desk, level: label.level, category: label.category }
    const wanted = async (reads: Viewing['reads']) => {
      const held = await knownEntry(reads, key)
      return held?.act === known.act ? decide.withdraw(held, body, publisher(house, reader)) : notFound()
    }
    return say(house, wanted, key)
  })
}

const notFound = (): Refusal => refuse('not-found', 'interfaces: paths')

function publisher(house: House, reader: Reader): decide.Publisher {
  return {
    ...speaker(house, reader),
    everyone: addressees(house, { coalition: true }),
    usual: lowestLabel(house.charter()),
  }
}

/** Decides, and once more over the row held: of two publications at once, the later is told so. */
async function say(
  house: House,
  wanted: (reads: Viewing['reads']) => Promise<Draft | Refusal>,
  key: Parameters<typeof knownEntry>[1],
) {
  const draft = await wanted(house.store)
  const composed = isRefusal(draft) ? draft : await compose(house, draft)
  if (isRefusal(composed)) return composed
  const { act } = composed
  const recorded = await record(house, [composed], async (tx) => {
    await holdDesk(tx, key)
    const again = await wanted(tx)
    if (isRefusal(again)) return again
    return again.body['revision'] === act.said.body['revision']
      ? []
      : refuse('desk-changed', 'desks: one publication after another', { desk: key.desk })
  })
  if (isRefusal(recorded)) return recorded
  const recipients = 'coalition' in act.said.audience ? [] : act.said.audience
  return reply(201, { act: act.id, revision: Number(act.said.body['revision']), recipients: [...recipients] })
}

/** Of two who publish a desk first, one waits for the other here. */
async function holdDesk(tx: Transaction, { desk, level, category }: Parameters<typeof knownEntry>[1]): Promise<void> {
  const key = { desk, level, category }
  if ((await tx.lock(ownDesks, key)) !== undefined) return
  await tx.apply([keep(ownDesks, key)])
  await tx.lock(ownDesks, key)
}

/** For each action whether it is allowed, or by which rule not: from the very functions that refuse. */
function actionsOf(house: House, reader: Reader, known: decide.KnownEntry) {
  const draft = decide.withdraw(known, {}, publisher(house, reader))
  const refusal = may(reader.account.role, 'desks.act') ?? (isRefusal(draft) ? draft : undefined)
  return { withdraw: refusal === undefined ? { allowed: true } : { allowed: false, refusal } }
}
