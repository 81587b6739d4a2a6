import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import type { Api } from '#platform/http/api.ts'
import { defaultLimit, pageOf } from '#platform/http/page.ts'
import type { Reader } from '#platform/http/reader.ts'
import { may, type Action } from '#platform/http/roles.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import { speaker, type Speaker } from '#charter/record/labelling.ts'
import { sendOrHold } from '../requests/approving.ts'
import { sentOrHeld, told } from '../requests/routes.ts'
import { notFound, say, type ConsultationPorts } from '../say.ts'
import { onwards } from '../tables.ts'
import * as declared from './declarations.ts'
import * as decide from './decide.ts'
import { findOnward, knownAnswer, knownOnward, listOnwards, listPassed, type Viewing } from './read.ts'

const viewingOf = ({ store, self }: House, reader: Reader): Viewing => ({ reads: store, self, reader })

/** The routes of onward use, one line of wiring each. */
export function onwardRoutes(api: Api, ports: ConsultationPorts): void {
  readingRoutes(api, ports)
  const { house } = ports
  type Wanted = (known: decide.KnownOnward, by: Speaker) => Draft | Refusal
  /** Decides, and once more over the same request held. */
  const about = async (reader: Reader, named: string, wanted: Wanted) => {
    const act = parseActId(named)
    const viewing = viewingOf(house, reader)
    const known = act === undefined ? undefined : await knownOnward(viewing, act)
    if (act === undefined || known === undefined) return notFound()
    const by = speaker(house, reader)
    const said = await say(house, [wanted(known, by)], async (tx) => {
      await tx.lock(onwards, { act })
      const held = await knownOnward({ ...viewing, reads: tx }, act)
      const again = held === undefined ? notFound() : wanted(held, by)
      return isRefusal(again) ? again : []
    })
    return told(said)
  }
  api.route(declared.ask, async ({ reader, params, body }) => {
    const act = parseActId(params.act)
    const known = act === undefined ? undefined : await knownAnswer(viewingOf(house, reader), act)
    return known === undefined ? notFound() : told(await say(house, [decide.ask(known, body, speaker(house, reader))]))
  })
  api.route(declared.grant, ({ reader, params, body }) =>
    about(reader, params.act, (known, by) => decide.consent(known, { ...body, outcome: 'granted' }, by)),
  )
  api.route(declared.deny, ({ reader, params, body }) =>
    about(reader, params.act, (known, by) => decide.consent(known, { ...body, outcome: 'denied' }, by)),
  )
  api.route(declared.revoke, ({ reader, params, body }) =>
    about(reader, params.act, (known, by) => decide.consent(known, { ...body, outcome: 'withdrawn' }, by)),
  )
  api.route(declared.pass, async ({ reader, params }) => {
    const act = parseActId(params.act)
    return act === undefined ? notFound() : sentOrHeld(await sendOrHold(house, reader, { kind: 'passing', about: act }))
  })
}

function readingRoutes(api: Api, { house, cursors }: ConsultationPorts): void {
  type Asked = { readonly limit?: number | undefined; readonly after?: string | undefined }
  type Read<View> = (
    viewing: Viewing,
    ask: { readonly after?: number; readonly limit: number },
  ) => Promise<readonly (View & { readonly arrival: number })[]>
  const listed = async <View>(reader: Reader, asked: Asked, name: string, read: Read<View>) => {
    const { limit = defaultLimit, after } = asked
    const use = { account: reader.account.name, query: name }
    const position = after === undefined ? [] : cursors.read(use, after)
    if (isRefusal(position)) return position
    const from = position[0] === undefined ? {} : { after: Number(position[0]) }
    const rows = await read(viewingOf(house, reader), { limit: limit + 1, ...from })
    const page = pageOf(rows, limit, ({ arrival }) => cursors.write(use, [arrival]))
    return { ...page, items: page.items.map(({ arrival: _, ...view }) => view) }
  }
  api.route(declared.list, ({ reader, query }) => listed(reader, query, 'onward', listOnwards))
  api.route(declared.passed, ({ reader, query }) => listed(reader, query, 'passings', listPassed))
  api.route(declared.show, async ({ reader, params }) => {
    const act = parseActId(params.act)
    const view = act === undefined ? undefined : await findOnward(viewingOf(house, reader), act)
    const known = view === undefined ? undefined : await knownOnward(viewingOf(house, reader), view.act)
    return view === undefined || known === undefined
      ? notFound()
      : { ...view, actions: actionsOf(house, reader, known) }
  })
}

/** For each action whether it is allowed, or by which rule not: from the very functions that refuse. */
function actionsOf(house: House, reader: Reader, known: decide.KnownOnward) {
  const by = speaker(house, reader)
  const judged = (action: Action, draft: Draft | Refusal) => {
    const refusal = may(reader.account.role, action) ?? (isRefusal(draft) ? draft : undefined)
    return refusal === undefined ? { allowed: true } : { allowed: false, refusal }
  }
  return {
    grant: judged('consultation.send', decide.consent(known, { outcome: 'granted' }, by)),
    deny: judged('consultation.act', decide.consent(known, { outcome: 'denied' }, by)),
    revoke: judged('consultation.act', decide.consent(known, { outcome: 'withdrawn' }, by)),
    pass: judged('consultation.send', decide.pass(known, by)),
  }
}
