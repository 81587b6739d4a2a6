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

export interface AlertPorts {
  readonly house: House
  readonly cursors: Cursors
}

/** The routes of this room, one line of wiring each. */
export function alertRoutes(api: Api, { house, cursors }: AlertPorts): void {
  const viewing = (reader: Reader) => viewingOf(house, reader)
  const about = async <Answer>(
    reader: Reader,
    act: string,
    say: (known: decide.KnownAlert) => Promise<Answer | Refusal>,
  ): Promise<Answer | Refusal> => {
    const id = parseActId(act)
    const known = id === undefined ? undefined : await knownAlert(viewing(reader), id)
    return known === undefined ? notFound() : say(known)
  }
  api.route(declared.send, async ({ reader, body }) => sent(house, decide.alert(body, numbered(house, reader))))
  api.route(declared.update, ({ reader, params, body }) =>
    about(reader, params.act, (known) => sent(house, decide.update(known, body, numbered(house, reader)))),
  )
  api.route(declared.cancel, ({ reader, params, body }) =>
    about(reader, params.act, (known) => sent(house, decide.cancel(known, body, numbered(house, reader)))),
  )
  api.route(declared.answer, ({ reader, params, body }) =>
    about(reader, params.act, async (known) => {
      const said = await say(house, decide.answer(known, body, speaker(house, reader)))
      return isRefusal(said) ? said : reply(201, { act: said.act.id })
    }),
  )
  api.route(declared.seen, ({ reader, params }) =>
    about(reader, params.act, async (known) => {
      const draft = decide.seen(known, speaker(house, reader))
      const said = draft === undefined ? undefined : await say(house, draft)
      return isRefusal(said) ? said : said === undefined ? {} : { act: said.act.id }
    }),
  )
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

export function viewingOf(house: House, reader: Reader): Viewing {
  const { store: reads, self } = house
  return { reads, self, reader, policy: house.charter().alerts ?? usualPolicy, now: house.clock.now() }
}

const numbered = (house: House, reader: Reader): decide.Numbered => ({
  ...speaker(house, reader),
  mark: toHex(house.random.bytes(3)),
})

async function say(house: House, draft: Draft | Refusal): Promise<Composed | Refusal> {
  const composed = isRefusal(draft) ? draft : await compose(house, draft)
  if (isRefusal(composed)) return composed
  const recorded = await record(house, [composed])
  return isRefusal(recorded) ? recorded : composed
}

async function sent(house: House, draft: Draft | Refusal) {
  const said = await say(house, draft)
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
