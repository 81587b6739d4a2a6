import { addMs } from '#kernel/instant.ts'
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
import { notFound, type ConsultationPorts } from '../say.ts'
import type { PaperPart } from '../tables.ts'
import { standingOf } from './agreeing.ts'
import * as declared from './declarations.ts'
import * as decide from './decide.ts'
import { listMessages } from './messages.ts'
import * as papers from './papers.ts'
import { findConsultation, knownConsultation, listConsultations } from './read.ts'
import { sayOf, viewingOf } from './say.ts'

/** The routes of consultations, one line of wiring each. */
export function consultationsRoutes(api: Api, ports: ConsultationPorts): void {
  readingRoutes(api, ports)
  writingRoutes(api, ports)
}

function readingRoutes(api: Api, { house, cursors }: ConsultationPorts): void {
  const from = (reader: Reader, query: string, after: string | undefined) => {
    const use = { account: reader.account.name, query }
    const position = after === undefined ? [] : cursors.read(use, after)
    if (isRefusal(position)) return position
    return { use, at: position[0] === undefined ? {} : { after: Number(position[0]) } }
  }
  api.route(declared.list, async ({ reader, query: { limit = defaultLimit, after } }) => {
    const start = from(reader, 'consultations', after)
    if (isRefusal(start)) return start
    const rows = await listConsultations(viewingOf(house, reader), { limit: limit + 1, ...start.at })
    const page = pageOf(rows, limit, ({ arrival }) => cursors.write(start.use, [arrival]))
    return { ...page, items: page.items.map(({ arrival: _, ...view }) => view) }
  })
  api.route(declared.show, async ({ reader, params }) => {
    const act = parseActId(params.act)
    const viewing = viewingOf(house, reader)
    const view = act === undefined ? undefined : await findConsultation(viewing, act)
    const known = view === undefined ? undefined : await knownConsultation(viewing, view.act)
    return view === undefined || known === undefined
      ? notFound()
      : { ...view, actions: actionsOf(house, reader, known) }
  })
  api.route(declared.messages, async ({ reader, params, query: { limit = defaultLimit, after } }) => {
    const act = parseActId(params.act)
    const viewing = viewingOf(house, reader)
    const of = act === undefined ? undefined : await findConsultation(viewing, act)
    if (of === undefined) return notFound()
    const start = from(reader, `messages ${of.act}`, after)
    if (isRefusal(start)) return start
    const rows = await listMessages(house, viewing, { of, limit: limit + 1, ...start.at })
    const page = pageOf(rows, limit, ({ arrival }) => cursors.write(start.use, [arrival]))
    const items = page.items.filter(({ counts }) => counts)
    return { ...page, items: items.map(({ arrival: _, counts: _counts, ...view }) => view) }
  })
}

type Wanted = (known: decide.KnownConsultation, by: Speaker) => Draft | Refusal

function writingRoutes(api: Api, { house }: ConsultationPorts): void {
  const about = async (reader: Reader, named: string, wanted: Wanted) => {
    const act = parseActId(named)
    if (act === undefined) return notFound()
    const by = speaker(house, reader)
    return told(await sayOf(house, reader, { act, wanted: (known) => wanted(known, by) }))
  }
  api.route(declared.send, async ({ reader, body: wish }) =>
    sentOrHeld(await sendOrHold(house, reader, { kind: 'consultation', wish })),
  )
  api.route(declared.say, async ({ reader, params, body: wish }) => {
    const act = parseActId(params.act)
    if (act === undefined) return notFound()
    return sentOrHeld(await sendOrHold(house, reader, { kind: 'message', about: act, wish }))
  })
  api.route(declared.accept, ({ reader, params, body }) =>
    about(reader, params.act, (known, by) => decide.reply(known, { reply: 'accepted', ...body }, by)),
  )
  api.route(declared.decline, ({ reader, params, body }) =>
    about(reader, params.act, (known, by) => decide.reply(known, { reply: 'declined', ...body }, by)),
  )
  api.route(declared.time, ({ reader, params, body }) =>
    about(reader, params.act, (known, by) => decide.time(known, body, by)),
  )
  api.route(declared.minutes, ({ reader, params, body }) =>
    about(reader, params.act, (known, by) => papers.minutes(known, body, by)),
  )
  api.route(declared.referral, ({ reader, params, body: wish }) =>
    about(reader, params.act, (known, by) => papers.referral(known, { wish, organs: organsOf(house) }, by)),
  )
  api.route(declared.agree, ({ reader, params, body: { paper } }) =>
    about(reader, params.act, (known, by) => papers.assent(known, paper, by)),
  )
  api.route(declared.close, ({ reader, params }) =>
    about(reader, params.act, (known, by) => decide.end(known, { end: 'closed' }, by)),
  )
  api.route(declared.withdraw, ({ reader, params, body: { reason } }) =>
    about(reader, params.act, (known, by) => decide.end(known, { end: 'withdrawn', reason }, by)),
  )
}

const organsOf = (house: House): readonly string[] => house.charter().organs.map(({ name }) => name)

/** For each action whether it is allowed, or by which rule not: from the very functions that refuse. */
function actionsOf(house: House, reader: Reader, known: decide.KnownConsultation) {
  const by = speaker(house, reader)
  const judged = (action: Action, draft: Draft | Refusal) => {
    const refusal = may(reader.account.role, action) ?? (isRefusal(draft) ? draft : undefined)
    return refusal === undefined ? { allowed: true } : { allowed: false, refusal }
  }
  const next = addMs(by.at, 3_600_000)
  return {
    accept: judged('consultation.act', decide.reply(known, { reply: 'accepted' }, by)),
    time: judged('consultation.act', decide.time(known, { meetsAt: next, zone: 'UTC' }, by)),
    decline: judged('consultation.act', decide.reply(known, { reply: 'declined', ground: 'other' }, by)),
    say: judged('consultation.send', decide.message(known, { wish: { text: '-' }, held: [] }, by)),
    minutes: judged('consultation.send', papers.minutes(known, { text: '-', heldAt: by.at }, by)),
    referral: judged('consultation.send', papers.referral(known, { wish: notRaised, organs: [] }, by)),
    agreeMinutes: judged('consultation.send', papers.assent(known, standing(known, 'minutes'), by)),
    agreeReferral: judged('consultation.send', papers.assent(known, standing(known, 'referral'), by)),
    close: judged('consultation.act', decide.end(known, { end: 'closed' }, by)),
    withdraw: judged('consultation.act', decide.end(known, { end: 'withdrawn', reason: '-' }, by)),
  }
}

const notRaised = { outcome: 'not-raised', text: '-' } as const

/** The text that stands for agreement, or the consultation itself, to which nobody agrees. */
const standing = (known: decide.KnownConsultation, part: PaperPart) => standingOf(known.papers[part])?.act ?? known.act
