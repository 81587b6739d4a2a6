import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { HotlineAnswer } from '#protocol/acts/hotline.ts'
import type { Api } from '#platform/http/api.ts'
import { reply } from '#platform/http/declaration.ts'
import { defaultLimit, pageOf } from '#platform/http/page.ts'
import type { Reader } from '#platform/http/reader.ts'
import { may } from '#platform/http/roles.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import { speaker } from '#charter/record/labelling.ts'
import { compose, record } from '#charter/record/office.ts'
import type { DeskPorts } from '../directory/routes.ts'
import { calls } from '../tables.ts'
import * as declared from './declarations.ts'
import * as decide from './decide.ts'
import { findCall, knownCall, listCalls, type Viewing } from './read.ts'

/** The routes of the log of calls, one line of wiring each. */
export function hotlineRoutes(api: Api, { house, cursors }: DeskPorts): void {
  const viewing = (reader: Reader): Viewing => ({ reads: house.store, reader })
  api.route(declared.log, ({ reader, body }) => {
    const by = speaker(house, reader)
    const { replaces } = body
    return say(house, { reader, about: replaces }, (known) => decide.log(body, known, by))
  })
  api.route(declared.list, async ({ reader, query }) => {
    const { limit = defaultLimit, after } = query
    const use = { account: reader.account.name, query: 'hotline' }
    const position = after === undefined ? [] : cursors.read(use, after)
    if (isRefusal(position)) return position
    const from = position[0] === undefined ? {} : { after: Number(position[0]) }
    const rows = await listCalls(viewing(reader), { limit: limit + 1, ...from })
    const page = pageOf(rows, limit, ({ arrival }) => cursors.write(use, [arrival]))
    return { ...page, items: page.items.map(({ arrival: _, ...view }) => view) }
  })
  api.route(declared.show, async ({ reader, params }) => {
    const act = parseActId(params.act)
    const view = act === undefined ? undefined : await findCall(viewing(reader), act)
    const known = view === undefined ? undefined : await knownCall(viewing(reader), view.act)
    return view === undefined || known === undefined
      ? notFound()
      : { ...view, actions: actionsOf(house, reader, known) }
  })
  const answer = async (reader: Reader, named: string, said: Omit<HotlineAnswer, 'act'>) => {
    const about = parseActId(named)
    if (about === undefined) return notFound()
    const by = speaker(house, reader)
    return say(house, { reader, about }, (known) => (known === undefined ? notFound() : decide.answer(known, said, by)))
  }
  api.route(declared.countersign, ({ reader, params }) => answer(reader, params.act, { outcome: 'countersigned' }))
  api.route(declared.contest, ({ reader, params, body }) =>
    answer(reader, params.act, { outcome: 'contested', correction: body.correction }),
  )
}

const notFound = (): Refusal => refuse('not-found', 'interfaces: paths')

interface Spoken {
  readonly reader: Reader
  /** The record that it is about, which is held while it is said. */
  readonly about: ActId | undefined
}

/** Decides, and once more over the same record held: of two who say the same at once, one is told so. */
async function say(
  house: House,
  { reader, about }: Spoken,
  wanted: (known: decide.KnownCall | undefined) => Draft | Refusal,
) {
  const known = (reads: Viewing['reads']) =>
    about === undefined ? Promise.resolve(undefined) : knownCall({ reads, reader }, about)
  const draft = wanted(await known(house.store))
  const composed = isRefusal(draft) ? draft : await compose(house, draft)
  if (isRefusal(composed)) return composed
  const recorded = await record(house, [composed], async (tx) => {
    if (about === undefined) return []
    await tx.lock(calls, { act: about })
    const again = wanted(await known(tx))
    return isRefusal(again) ? again : []
  })
  return isRefusal(recorded) ? recorded : reply(201, { act: composed.act.id })
}

/** For each action whether it is allowed, or by which rule not: from the very functions that refuse. */
function actionsOf(house: House, reader: Reader, known: decide.KnownCall) {
  const by = speaker(house, reader)
  const judged = (draft: Draft | Refusal) => {
    const refusal = may(reader.account.role, 'desks.act') ?? (isRefusal(draft) ? draft : undefined)
    return refusal === undefined ? { allowed: true } : { allowed: false, refusal }
  }
  return {
    countersign: judged(decide.answer(known, { outcome: 'countersigned' }, by)),
    contest: judged(decide.answer(known, { outcome: 'contested', correction: '-' }, by)),
  }
}
