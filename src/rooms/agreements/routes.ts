import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { Instant } from '#kernel/instant.ts'
import type { ActId, Desk } from '#protocol/act/statement.ts'
import { calendarText } from '#protocol/agreement/calendar.ts'
import { deadlines } from '#protocol/agreement/deadlines.ts'
import { forecast } from '#protocol/agreement/forecast.ts'
import { pairTable } from '#protocol/agreement/pairs.ts'
import { lawOf } from '#protocol/agreement/law.ts'
import { remindersFor } from '#protocol/agreement/reminders.ts'
import { statusOf } from '#protocol/agreement/status.ts'
import { timelineOf } from '#protocol/agreement/timeline.ts'
import type { Api } from '#platform/http/api.ts'
import { chooseLanguage } from '#platform/http/language.ts'
import type { Sentences } from '#platform/http/problem.ts'
import type { Reader } from '#platform/http/reader.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import { compose, record } from '#charter/record/office.ts'
import { agreementNamed } from '#charter/treaty/changes.ts'
import { closedHere } from '#charter/record/closed.ts'
import { closedView, closedWhole, consented, done, isClosed, notInForm, proposed, reported } from './closed.ts'
import * as declared from './declarations.ts'
import * as decide from './decide.ts'
import { answered, draftOf, draftsOf, draftsUnderWay, offered, tableOf } from './negotiating.ts'
import { concludedOn, daysOfFounding, foundingView } from './founding.ts'
import { notified } from './notified.ts'
import { statusPage, summaryOf, type Say } from './pages.ts'
import { consequence, possible, possibleActions, reservationsOf } from './possible.ts'
import type { Treaty } from '#charter/treaty/treaty.ts'
import { factsOf, hasTreaty, listed, notifications, pendingActions, type Asked } from './read.ts'

export interface AgreementPorts {
  readonly house: House
  readonly sentences: Sentences
}

/** Finds an agreement as the charter has it, asked about a moment; without one, about now. */
type Find = (name: string, at?: Instant) => Asked | Refusal

export function agreementRoutes(api: Api, ports: AgreementPorts): void {
  const { house } = ports
  const find: Find = (name, at = house.clock.now()) => {
    const charter = house.charter()
    const row =
      agreementNamed(charter, name) ?? charter.closed?.rows.find((one) => one.name === name || one.closed === name)
    return row === undefined || !hasTreaty(row) ? notFound() : { charter, row, at }
  }
  api.route(declared.list, ({ query }) => {
    const at = query.at ?? house.clock.now()
    const { agreements, closed } = house.charter()
    const rows = (closed?.all ?? agreements).toSorted((one, other) => (one.name < other.name ? -1 : 1))
    return Promise.resolve({ items: rows.map((row) => listed(row, at, house.self)) })
  })
  api.route(declared.act, async ({ reader, params, body }) => {
    const closed = find(params.name)
    if (!isRefusal(closed) && isClosed(closed.row)) {
      return saidAmong(house, done(closed.row, body.deed, speaker(house, reader)))
    }
    const wish = { agreement: params.name, deed: body.deed }
    return said(house, decide.act(wish, speaker(house, reader)))
  })
  api.route(declared.report, async ({ reader, params, body }) => {
    const closed = find(params.name)
    if (!isRefusal(closed) && isClosed(closed.row)) {
      return saidAmong(house, reported(closed.row, body, speaker(house, reader)))
    }
    return said(house, decide.report({ agreement: params.name, ...body }, speaker(house, reader)))
  })
  api.route(declared.check, async ({ reader, params, body: { deed } }) => {
    const found = find(params.name)
    if (isRefusal(found)) return found
    const by = speaker(house, reader)
    const outcome = consequence(found.row, deed, by)
    return { ...possible(found.row, deed, by), ...(outcome === undefined ? {} : { outcome }) }
  })
  answerRoutes(api, ports, find)
  courseRoutes(api, ports, find)
  pageRoutes(api, ports, find)
  draftRoutes(api, ports)
  closedRoutes(api, ports)
}

/** Texts that only their participants know of. */
function closedRoutes(api: Api, { house }: AgreementPorts): void {
  const named = async (act: string) =>
    (await closedHere(house.store, house.charter())).find((one) => one.act.id === act)
  api.route(declared.listClosed, async () => ({
    items: (await closedHere(house.store, house.charter())).map(closedView),
  }))
  api.route(declared.showClosed, async ({ params }) => {
    const found = await named(params.act)
    return found === undefined ? notFound() : closedWhole(found)
  })
  api.route(declared.proposeClosed, async ({ reader, body }) =>
    saidAmong(house, proposed({ ...body, kind: 'text' }, speaker(house, reader))),
  )
  api.route(declared.signClosed, async ({ reader, params, body }) => {
    const found = await named(params.act)
    if (found === undefined) return notFound()
    return saidAmong(house, consented(found, body.signatures, speaker(house, reader)))
  })
}

/** Texts that are negotiated: of agreements that there are, and of those that may come of it. */
function draftRoutes(api: Api, { house }: AgreementPorts): void {
  api.route(declared.allDrafts, async () => ({ items: await draftsUnderWay(house.store) }))
  api.route(declared.listDrafts, async ({ params }) => ({ items: await draftsOf(house.store, params.name) }))
  api.route(declared.showDraft, async ({ params }) => {
    const row = await draftOf(house.store, params.name, params.act)
    return row === undefined ? notFound() : tableOf(house.store, row)
  })
  api.route(declared.draft, async ({ reader, params, body }) => {
    const draft = { agreement: params.name, text: body.text }
    return said(house, offered(draft, body.to, speaker(house, reader)))
  })
  api.route(declared.position, async ({ reader, params, body }) => {
    const row = await draftOf(house.store, params.name, params.act)
    return row === undefined ? notFound() : said(house, answered(row, body.positions, speaker(house, reader)))
  })
}

/** What a program asks. */
function answerRoutes(api: Api, { house }: AgreementPorts, find: Find): void {
  api.route(declared.show, async ({ reader, params, query }) => {
    const found = find(params.name, query.at)
    const fact = isRefusal(found) ? agreementNamed(house.charter(), params.name) : undefined
    if (fact !== undefined) return { ...foundingView(fact, query.at ?? house.clock.now(), house.self), parties: [] }
    if (isRefusal(found)) return found
    const { row, charter } = found
    const now = house.clock.now()
    const { clauses, participants, adopted } = row.treaty
    const { law, status } = asOf(found)
    return {
      name: row.name,
      title: row.title,
      adopted,
      participants: [...participants],
      utcOffset: clauses.utcOffset,
      ceiling: row.ceiling,
      ...status,
      parties: status.parties.map((party) => ({ ...party })),
      pairs: pairTable({ clauses, law, at: found.at }),
      deadlines: deadlines({ ...(await factsOf(house.store, row)), law }),
      notifications: notifications(charter, row),
      ...(row.closed === undefined ? {} : { closed: row.closed }),
      pending: isClosed(row)
        ? notInForm((await closedHere(house.store, charter)).find(({ act }) => act.id === row.closed))
        : await pendingActions(house.store, { ...found, at: now }),
      hasText: row.treaty.text !== undefined,
      reservations: reservationsOf(row, speaker(house, reader)),
      actions: possibleActions(row, speaker(house, reader)),
    }
  })
  api.route(declared.facts, async ({ params }) => {
    const found = find(params.name)
    return isRefusal(found) ? found : factsOf(house.store, found.row)
  })
  api.route(declared.notifications, async ({ params }) => {
    const found = find(params.name)
    if (isRefusal(found)) return found
    const items = await notified(house.store, { ...found, self: house.self })
    return { items: items.map(({ parties, ...item }) => ({ ...item, parties: parties.map((one) => ({ ...one })) })) }
  })
  api.route(declared.text, ({ params }) => {
    const found = find(params.name)
    return Promise.resolve(isRefusal(found) ? found : (textOf(found.row.treaty) ?? notFound()))
  })
  api.route(declared.forecast, async ({ params }) => {
    const found = find(params.name)
    if (isRefusal(found)) return found
    const answer = forecast({ ...(await factsOf(house.store, found.row)), asOf: found.at })
    return { ...answer, prospects: answer.prospects.map((prospect) => ({ ...prospect })) }
  })
}

/** What has happened, what will, and what this party has to do about it. */
function courseRoutes(api: Api, { house }: AgreementPorts, find: Find): void {
  api.route(declared.reminders, async ({ query }) => {
    const { agreements, closed } = house.charter()
    const asOf = house.clock.now()
    const items = (closed?.all ?? agreements).filter(hasTreaty).map(async (row) => {
      const found = remindersFor(house.self, { ...(await factsOf(house.store, row)), asOf }, (query.days ?? 30) * dayMs)
      return found.map((one) => ({ agreement: row.name, ...one }))
    })
    return { items: (await Promise.all(items)).flat() }
  })
  api.route(declared.timeline, async ({ params }) => {
    const found = find(params.name)
    if (!isRefusal(found)) {
      const { treaty } = found.row
      const days = deadlines({ ...(await factsOf(house.store, found.row)), law: treaty.law })
      return { items: timelineOf(treaty.events, [...concludedOn(found.row), ...days]).map((one) => ({ ...one })) }
    }
    const row = agreementNamed(house.charter(), params.name)
    if (row === undefined) return found
    return { items: timelineOf(row.founding?.actions ?? [], daysOfFounding(row)).map((one) => ({ ...one })) }
  })
}

/** What a person prints, or a calendar takes. */
function pageRoutes(api: Api, { house, sentences }: AgreementPorts, find: Find): void {
  const speaking = (request: Request): { readonly language: string; readonly say: Say } => {
    const language = chooseLanguage(request.headers.get('accept-language'))
    return { language, say: (key, params = {}) => sentences(language, key, params) }
  }
  api.route(declared.calendar, async ({ params, request }) => {
    const found = find(params.name)
    if (isRefusal(found)) return found
    const { row, at } = found
    const { language, say } = speaking(request)
    const facts = await factsOf(house.store, row)
    const calendar = calendarText({
      name: row.name,
      utcOffset: facts.clauses.utcOffset,
      asOf: at,
      deadlines: deadlines({ ...facts, law: row.treaty.law }),
      summary: summaryOf(row.title[language] ?? row.name, say),
    })
    return bytes(calendar, 'text/calendar; charset=utf-8')
  })
  api.route(declared.table, ({ params, query, request }) => {
    const found = find(params.name, query.at)
    if (isRefusal(found)) return Promise.resolve(found)
    const { title, treaty } = found.row
    const { status } = asOf(found)
    const page = statusPage({ ...speaking(request), title, utcOffset: treaty.clauses.utcOffset, status })
    return Promise.resolve(bytes(page, 'text/html; charset=utf-8'))
  })
}

/** What had come about by a date: later events are not looked at. */
function asOf({ row: { treaty }, at }: Asked) {
  const { law } = lawOf(
    treaty.clauses,
    treaty.events.filter((event) => event.at <= at),
  )
  return { law, status: statusOf(treaty.clauses, law, at) }
}

/** The same for what is said among the parties of a closed agreement: it counts here at once. */
async function saidAmong(house: House, draft: Draft | Refusal): Promise<{ readonly act: ActId } | Refusal> {
  const answer = await said(house, draft)
  if (!isRefusal(answer)) await house.followClosed(house.store)
  return answer
}

const dayMs = 86_400_000
const notFound = (): Refusal => refuse('not-found', 'interfaces: paths')

/** The text as it reads now, and when it was corrected, if it was. */
const textOf = ({ text, corrected }: Treaty) =>
  text && { ...text, ...(corrected === undefined ? {} : { corrected: corrected.map((one) => ({ ...one })) }) }

const bytes = (text: string, type: string): Response =>
  new Response(text, { headers: { 'content-type': type, vary: 'accept-language' } })

const speaker = (house: House, reader: Reader): decide.Speaker => {
  const { self } = house
  return { self, at: house.clock.now(), desk: reader.account.desk as Desk, charter: house.charter() }
}

/** Signs and records what was decided. */
async function said(house: House, draft: Draft | Refusal): Promise<{ readonly act: ActId } | Refusal> {
  if (isRefusal(draft)) return draft
  const composed = await compose(house, draft)
  if (isRefusal(composed)) return composed
  const done = await record(house, [composed])
  return isRefusal(done) ? done : { act: composed.act.id }
}
