import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import { parseParty } from '#protocol/identity/party.ts'
import type { Api } from '#platform/http/api.ts'
import { reply } from '#platform/http/declaration.ts'
import { defaultLimit, pageOf } from '#platform/http/page.ts'
import type { Reader } from '#platform/http/reader.ts'
import { may, type Action } from '#platform/http/roles.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import { speaker, type Speaker } from '#charter/record/labelling.ts'
import type { Composed } from '#charter/record/office.ts'
import * as declared from './declarations.ts'
import * as decide from './decide.ts'
import { approve, reject, sendOrHold, waiting, type Outcome } from './approving.ts'
import { findRequest, knownRequest, listRequests, viewingOf } from './read.ts'
import { notFound, type ConsultationPorts } from '../say.ts'
import { sayOf } from './say.ts'

type Wanted = (known: decide.KnownRequest, by: Speaker) => readonly (Draft | Refusal)[]

/** The routes of requests for information, one line of wiring each. */
export function requestRoutes(api: Api, ports: ConsultationPorts): void {
  readingRoutes(api, ports)
  writingRoutes(api, ports)
}

function readingRoutes(api: Api, { house, cursors }: ConsultationPorts): void {
  const viewing = (reader: Reader) => viewingOf(house, reader)
  api.route(declared.list, async ({ reader, query: { limit = defaultLimit, after } }) => {
    const use = { account: reader.account.name, query: 'rfis' }
    const position = after === undefined ? [] : cursors.read(use, after)
    if (isRefusal(position)) return position
    const from = position[0] === undefined ? {} : { after: Number(position[0]) }
    const rows = await listRequests(viewing(reader), { limit: limit + 1, ...from })
    const page = pageOf(rows, limit, ({ arrival }) => cursors.write(use, [arrival]))
    return { ...page, items: page.items.map(({ arrival: _, ...view }) => view) }
  })
  api.route(declared.show, async ({ reader, params }) => {
    const act = parseActId(params.act)
    const view = act === undefined ? undefined : await findRequest(viewing(reader), act)
    const known = view === undefined ? undefined : await knownRequest(viewing(reader), view.act)
    return view === undefined || known === undefined
      ? notFound()
      : { ...view, actions: actionsOf(house, reader, known) }
  })
}

function writingRoutes(api: Api, { house }: ConsultationPorts): void {
  const about = async (reader: Reader, named: string, wanted: Wanted) => {
    const act = parseActId(named)
    if (act === undefined) return notFound()
    const by = speaker(house, reader)
    return told(await sayOf(house, viewingOf(house, reader), { act, wanted: (known) => wanted(known, by) }))
  }
  api.route(declared.send, async ({ reader, body: wish }) =>
    sentOrHeld(await sendOrHold(house, reader, { kind: 'request', wish })),
  )
  api.route(declared.answer, async ({ reader, params, body: wish }) => {
    const act = parseActId(params.act)
    if (act === undefined) return notFound()
    return sentOrHeld(await sendOrHold(house, reader, { kind: 'answer', about: act, wish }))
  })
  api.route(declared.drafts, async ({ reader }) => {
    const rows = await waiting(house.store, reader)
    const items = rows.map(({ draft, desk, at, level, category, title, wished }) => {
      return { draft, desk, at, title, kind: wished.kind, label: { level, category }, wished }
    })
    return { items }
  })
  api.route(declared.approve, async ({ reader, params }) => sentOrHeld(await approve(house, reader, params.draft)))
  api.route(declared.reject, ({ reader, params }) => reject(house, reader, params.draft))
  api.route(declared.acknowledge, ({ reader, params, body }) =>
    about(reader, params.act, (known, by) => [decide.step(known, { step: 'acknowledged', ...body }, by)]),
  )
  api.route(declared.accept, ({ reader, params, body }) =>
    about(reader, params.act, (known, by) => [decide.step(known, { step: 'accepted', ...body }, by)]),
  )
  api.route(declared.refuse, ({ reader, params, body }) =>
    about(reader, params.act, (known, by) => [decide.step(known, { step: 'refused', ...body }, by)]),
  )
  api.route(declared.ask, ({ reader, params, body }) =>
    about(reader, params.act, (known, by) => [decide.ask(known, body.text, by)]),
  )
  api.route(declared.clarify, ({ reader, params, body }) =>
    about(reader, params.act, (known, by) => {
      const party = parseParty(params.party)
      return [party === undefined ? notFound() : decide.clarify(known, party, body.text, by)]
    }),
  )
  api.route(declared.close, ({ reader, params }) =>
    about(reader, params.act, (known, by) => [decide.end(known, { end: 'closed' }, by)]),
  )
  api.route(declared.withdraw, ({ reader, params, body: { reason } }) =>
    about(reader, params.act, (known, by) => [decide.end(known, { end: 'withdrawn', reason }, by)]),
  )
}

export const told = (said: Composed | Refusal) => (isRefusal(said) ? said : reply(201, { act: said.act.id }))

/** Where it waits for the second officer, the draft is named. */
export function sentOrHeld(outcome: Outcome | Refusal) {
  if (isRefusal(outcome)) return outcome
  if ('said' in outcome) return told(outcome.said)
  const { draft } = outcome
  return reply(202, { act: draft, draft, state: 'pending' as const })
}

/** For each action whether it is allowed, or by which rule not: from the very functions that refuse. */
function actionsOf(house: House, reader: Reader, known: decide.KnownRequest) {
  const by = speaker(house, reader)
  const judged = (action: Action, ...drafts: readonly (Draft | Refusal)[]) => {
    const refusal = may(reader.account.role, action) ?? drafts.find((draft) => isRefusal(draft))
    return refusal === undefined ? { allowed: true } : { allowed: false, refusal }
  }
  const waiting = known.audience.filter((party) => known.parties[party]?.open !== undefined)
  return {
    acknowledge: judged('consultation.act', decide.step(known, { step: 'acknowledged' }, by)),
    accept: judged('consultation.act', decide.step(known, { step: 'accepted' }, by)),
    refuse: judged('consultation.act', decide.step(known, { step: 'refused', ground: 'other' }, by)),
    answer: judged('consultation.send', ...decide.answer(known, { text: '-' }, by)),
    ask: judged('consultation.act', decide.ask(known, '-', by)),
    clarify: judged('consultation.send', decide.clarify(known, waiting[0] ?? known.author, '-', by)),
    close: judged('consultation.act', decide.end(known, { end: 'closed' }, by)),
    withdraw: judged('consultation.act', decide.end(known, { end: 'withdrawn', reason: '-' }, by)),
  }
}
