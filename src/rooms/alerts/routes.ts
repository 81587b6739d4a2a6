import { toHex } from '#kernel/bytes.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import { AlertMessage } from '#protocol/acts/alert-message.ts'
import { parseParty } from '#protocol/identity/party.ts'
import { capXml } from '#protocol/cap/xml-write.ts'
import type { Api } from '#platform/http/api.ts'
import type { Cursors } from '#platform/http/cursor.ts'
import { reply } from '#platform/http/declaration.ts'
import { defaultLimit, pageOf } from '#platform/http/page.ts'
import type { Reader } from '#platform/http/reader.ts'
import { may } from '#platform/http/roles.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import { speaker } from '#charter/record/labelling.ts'
import { compose, record, type Composed } from '#charter/record/office.ts'
import { usualPolicy } from './clock.ts'
import * as declared from './declarations.ts'
import * as decide from './decide.ts'
import { board, findAlert, knownAlert, type AlertView, type Viewing } from './read.ts'
import { alerts } from './tables.ts'

export interface AlertPorts {
  readonly house: House
  readonly cursors: Cursors
}

/** The routes of this room, one line of wiring each. */
export function alertRoutes(api: Api, { house, cursors }: AlertPorts): void {
  const viewing = (reader: Reader) => viewingOf(house, reader)
  /** Decides, and once more over the same alert held: of two who say the same at once, or of what ends meanwhile, one is told so. */
  const about = async (reader: Reader, act: string, wanted: (known: decide.KnownAlert) => Draft | Refusal) => {
    const id = parseActId(act)
    const known = id === undefined ? undefined : await knownAlert(viewing(reader), id)
    if (known === undefined) return notFound()
    return say(house, wanted(known), async (tx) => {
      await tx.lock(alerts, { act: known.act })
      const held = await knownAlert({ ...viewing(reader), reads: tx }, known.act)
      const again = held === undefined ? notFound() : wanted(held)
      return isRefusal(again) ? again : []
    })
  }
  api.route(declared.send, async ({ reader, body }) =>
    told(await say(house, decide.alert(body, numbered(house, reader)))),
  )
  api.route(declared.update, async ({ reader, params, body }) =>
    told(await about(reader, params.act, (known) => decide.update(known, body, numbered(house, reader)))),
  )
  api.route(declared.cancel, async ({ reader, params, body }) =>
    told(await about(reader, params.act, (known) => decide.cancel(known, body, numbered(house, reader)))),
  )
  api.route(declared.answer, async ({ reader, params, body }) => {
    const said = await about(reader, params.act, (known) => decide.answer(known, body, speaker(house, reader)))
    return isRefusal(said) ? said : reply(201, { act: said.act.id })
  })
  api.route(declared.seen, async ({ reader, params }) => {
    const said = await about(reader, params.act, (known) => decide.seen(known, speaker(house, reader)) ?? nothing)
    if (!isRefusal(said)) return { act: said.act.id }
    return said === nothing ? {} : said
  })
  api.route(declared.list, async ({ reader, query }) => {
    const { limit = defaultLimit, after, author: named } = query
    const author = named === undefined ? undefined : parseParty(named)
    if (named !== undefined && author === undefined) return { items: [] }
    const use = { account: reader.account.name, query: `alerts ${named ?? ''}` }
    const position = after === undefined ? [] : cursors.read(use, after)
    if (isRefusal(position)) return position
    const from = position[0] === undefined ? {} : { after: Number(position[0]) }
    const ask = { limit: limit + 1, ...from, ...(author === undefined ? {} : { author }) }
    const page = pageOf(await board(viewing(reader), ask), limit, ({ arrival }) => cursors.write(use, [arrival]))
    return { ...page, items: page.items.map(({ arrival: _, ...view }) => view) }
  })
  const found = async (reader: Reader, act: string): Promise<AlertView | Refusal> => {
    const id = parseActId(act)
    return (id === undefined ? undefined : await findAlert(viewing(reader), id)) ?? notFound()
  }
  api.route(declared.show, async ({ reader, params }) => {
    const view = await found(reader, params.act)
    if (isRefusal(view)) return view
    const known = await knownAlert(viewing(reader), view.act)
    return known === undefined ? view : { ...view, actions: actionsOf(house, reader, known) }
  })
  api.route(declared.cap, async ({ reader, params }) => {
    const view = await found(reader, params.act)
    return isRefusal(view)
      ? view
      : new Response(capXml(view.alert), { headers: { 'content-type': 'application/cap+xml; charset=utf-8' } })
  })
}

const notFound = (): Refusal => refuse('not-found', 'interfaces: paths')

function viewingOf(house: House, reader: Reader): Viewing {
  const { store: reads, self } = house
  return { reads, self, reader, policy: house.charter().alerts ?? usualPolicy, now: house.clock.now() }
}

const numbered = (house: House, reader: Reader): decide.Numbered => ({
  ...speaker(house, reader),
  mark: toHex(house.random.bytes(3)),
})

/** There is nothing to tell: its author knows, or need not. */
const nothing = refuse('alert-over', 'alerts: seen is told once')

async function say(
  house: House,
  draft: Draft | Refusal,
  beside?: Parameters<typeof record>[2],
): Promise<Composed | Refusal> {
  const composed = isRefusal(draft) ? draft : await compose(house, draft)
  if (isRefusal(composed)) return composed
  const recorded = await record(house, [composed], beside)
  return isRefusal(recorded) ? recorded : composed
}

function told(said: Composed | Refusal) {
  if (isRefusal(said)) return said
  const { act, bases } = said
  const recipients = [...bases].map(([party, rule]) => ({ party, state: 'queued', rule }))
  const { identifier } = AlertMessage.parse(act.said.body).alert
  return reply(201, { act: act.id, recorded: act.said.at, identifier, recipients })
}

/** For each action whether it is allowed, or by which rule not: from the very functions that refuse. */
function actionsOf(house: House, reader: Reader, known: decide.KnownAlert) {
  const by = numbered(house, reader)
  const judged = (draft: unknown) => {
    const refusal = may(reader.account.role, 'alerts.act') ?? (isRefusal(draft) ? draft : undefined)
    return refusal === undefined ? { allowed: true } : { allowed: false, refusal }
  }
  return {
    update: judged(decide.cancel(known, { note: '-' }, by)),
    cancel: judged(decide.cancel(known, { note: '-' }, by)),
    accept: judged(decide.answer(known, { outcome: 'accepted' }, by)),
    reject: judged(decide.answer(known, { outcome: 'rejected', note: '-' }, by)),
  }
}
