import { isRefusal } from '#kernel/refusal.ts'
import { AlertMessage } from '#protocol/acts/alert-message.ts'
import { parseParty } from '#protocol/identity/party.ts'
import { edxlXml } from '#protocol/cap/edxl-write.ts'
import { capXml } from '#protocol/cap/xml-write.ts'
import type { Api } from '#platform/http/api.ts'
import { defaultLimit, pageOf } from '#platform/http/page.ts'
import { loadAct } from '#platform/record/load.ts'
import * as declared from './declarations.ts'
import { actionsOf, alertNamed, alertShown, viewingOf, type AlertPorts } from './desk.ts'
import { logged } from './outgoing-log.ts'
import { board } from './read.ts'

/** What is read of this room. */
export function boardRoutes(api: Api, ports: AlertPorts): void {
  const { house, cursors } = ports
  api.route(declared.list, async ({ reader, query }) => {
    const { limit = defaultLimit, after, author: named, mode = 'actual', live = '' } = query
    const author = named === undefined ? undefined : parseParty(named)
    if (named !== undefined && author === undefined) return { items: [] }
    const use = { account: reader.account.name, query: `alerts ${mode} ${named ?? ''} ${live}` }
    const position = after === undefined ? [] : cursors.read(use, after)
    if (isRefusal(position)) return position
    const from = position[0] === undefined ? {} : { after: Number(position[0]) }
    const ask = {
      mode,
      isUnended: live === '1',
      limit: limit + 1,
      ...from,
      ...(author === undefined ? {} : { author }),
    }
    const rows = await board(viewingOf(ports, reader), ask)
    const page = pageOf(rows, limit, ({ arrival }) => cursors.write(use, [arrival]))
    return { ...page, items: page.items.map(({ arrival: _, ...view }) => view) }
  })
  api.route(declared.log, async ({ reader, query: { limit = defaultLimit, after } }) => {
    const use = { account: reader.account.name, query: 'outgoing' }
    const position = after === undefined ? [] : cursors.read(use, after)
    if (isRefusal(position)) return position
    const rows = await logged(house.store, limit + 1, position)
    const page = pageOf(rows, limit, ({ at, id, adapter }) => cursors.write(use, [at, id, adapter]))
    return { ...page, items: [...page.items] }
  })
  api.route(declared.templates, async () => ({ items: [...house.charter().alertTemplates] }))
  api.route(declared.show, async ({ reader, params }) => {
    const shown = await alertShown(ports, reader, params.act)
    if (isRefusal(shown)) return shown
    const known = await alertNamed(ports, reader, shown.act)
    const said = (await loadAct(house.store, shown.act))?.said
    const origin = said === undefined ? undefined : AlertMessage.parse(said.body).origin
    const whole = { ...shown, follows: [...(said?.refs ?? [])], ...(origin === undefined ? {} : { origin }) }
    return isRefusal(known) ? whole : { ...whole, actions: actionsOf(house, reader, known) }
  })
  api.route(declared.cap, async ({ reader, params, query }) => {
    const shown = await alertShown(ports, reader, params.act)
    if (isRefusal(shown)) return shown
    if (query.wrap !== undefined) {
      const text = edxlXml(shown.alert, shown.label.level)
      return new Response(text, { headers: { 'content-type': 'application/xml; charset=utf-8' } })
    }
    return new Response(capXml(shown.alert), { headers: { 'content-type': 'application/cap+xml; charset=utf-8' } })
  })
}
