import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { AlertMessage } from '#protocol/acts/alert-message.ts'
import type { Api } from '#platform/http/api.ts'
import { reply } from '#platform/http/declaration.ts'
import type { Reader } from '#platform/http/reader.ts'
import type { Draft } from '#charter/record/draft.ts'
import { speaker } from '#charter/record/labelling.ts'
import type { Composed } from '#charter/record/office.ts'
import { boardRoutes } from './board-routes.ts'
import * as declared from './declarations.ts'
import * as decide from './decide.ts'
import { alertNamed, numbered, viewingOf } from './desk.ts'
import { feedRoutes, type FeedPorts } from './feed-routes.ts'
import { importAlert } from './import.ts'
import { end, replace, say, stillSo, type Untold } from './say.ts'

/** The routes of this room, one line of wiring each. */
export function alertRoutes(api: Api, ports: FeedPorts): void {
  const { house } = ports
  boardRoutes(api, ports)
  feedRoutes(api, ports)
  /** Decides, and once more over the same alert held. */
  const about = async (reader: Reader, act: string, wanted: (known: decide.KnownAlert) => Draft | Refusal) => {
    const known = await alertNamed(ports, reader, act)
    if (isRefusal(known)) return known
    return say(house, [wanted(known)], stillSo(viewingOf(ports, reader), known.act, wanted))
  }
  api.route(declared.send, async ({ reader, body }) =>
    told(await say(house, [decide.alert(body, numbered(house, reader))])),
  )
  api.route(declared.bring, async ({ reader, body }) => {
    const brought = await importAlert(ports, reader, body)
    if (isRefusal(brought)) return brought
    return reply(201, { ...sentOf(brought.said, brought.untold), outcome: brought.outcome })
  })
  api.route(declared.update, async ({ reader, params, body: wish }) => {
    const known = await alertNamed(ports, reader, params.act)
    if (isRefusal(known)) return known
    const replaced = await replace(house, viewingOf(ports, reader), { known, wish, by: numbered(house, reader) })
    return isRefusal(replaced) ? replaced : told(replaced.said, replaced.untold)
  })
  api.route(declared.cancel, async ({ reader, params, body: wish }) => {
    const known = await alertNamed(ports, reader, params.act)
    if (isRefusal(known)) return known
    return told(await end(house, viewingOf(ports, reader), { known, wish, by: numbered(house, reader) }))
  })
  api.route(declared.answer, async ({ reader, params, body }) => {
    const said = await about(reader, params.act, (known) => decide.answer(known, body, speaker(house, reader)))
    return isRefusal(said) ? said : reply(201, { act: said.act.id })
  })
  api.route(declared.seen, async ({ reader, params }) => {
    const said = await about(reader, params.act, (known) => decide.seen(known, speaker(house, reader)) ?? nothing)
    if (!isRefusal(said)) return { act: said.act.id }
    return said === nothing ? {} : said
  })
}

/** There is nothing to tell: its author knows, or need not. */
const nothing = refuse('alert-over', 'alerts: seen is told once')

function told(said: Composed | Refusal, untold: readonly Untold[] = []) {
  return isRefusal(said) ? said : reply(201, sentOf(said, untold))
}

function sentOf({ act, bases }: Composed, untold: readonly Untold[]) {
  const queued = [...bases].map(([party, rule]) => ({ party, state: 'queued', rule }))
  const over = untold.map((each) => ({ ...each, state: 'over' }))
  const { identifier } = AlertMessage.parse(act.said.body).alert
  return { act: act.id, recorded: act.said.at, identifier, recipients: [...queued, ...over] }
}
