import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { ExchangeRecall } from '#protocol/acts/exchange-recall.ts'
import { ExchangeShare } from '#protocol/acts/exchange-share.ts'
import { erasableKinds } from '#protocol/acts/table.ts'
import { readStix } from '#protocol/stix/bundle.ts'
import { insert, keep, pack, put, remove, update, type Change } from '#platform/db/table.ts'
import type { Arrived, Projected, Projector } from '#platform/record/projector.ts'
import { items } from '#platform/record/tables.ts'
import { awaitIndexing } from '#platform/search/waiting.ts'
import { answered, awaited, awaitedNoMore, unmark } from './answered.ts'
import { handOver } from './collections/repeats.ts'
import { added, repeats, stretches, undated } from './collections/tables.ts'
import { objectRows, rememberedRows, revokedAmong, type FileRows } from './object-rows.ts'
import { awaiting, objects, replies, revocations, shareKind, shares, unlooked } from './tables.ts'

/** Row changes per kind of this room. A recall needs nothing of what it recalls, so that it may come first. */
const projections: Readonly<Record<string, (arrived: Arrived) => Projected | Refusal>> = {
  [shareKind]: share,
  'exchange.recall/1': recall,
  'exchange.acknowledge/1': (arrived) => reply(arrived, 'acknowledge'),
  'exchange.sighting/1': (arrived) => reply(arrived, 'sighting'),
  'exchange.opinion/1': (arrived) => reply(arrived, 'opinion'),
}

/** What stands of a share under its arrival. */
const parts = [objects, revocations, unlooked, undated, added, stretches, repeats] as const

export const exchangeProjector: Projector = {
  kinds: Object.keys(projections),
  tables: [shares, objects, revocations, replies, awaiting],
  parts,
  counts: { parts, byAct: [replies], marks: [awaiting], unmark },
  handOver,
  reads: (act) => (act.said.body['format'] === 'stix' ? [0] : []),
  project: (arrived) => projections[arrived.act.said.kind]?.(arrived) ?? { changes: [] },
}

function share(arrived: Arrived): Projected | Refusal {
  const { said, id } = arrived.act
  const body = ExchangeShare.parse(said.body)
  const file = arrived.attachments.get(0)
  const held = file === undefined ? { count: 0, rows: [] } : objectsIn(file, arrived.arrival)
  if (isRefusal(held)) return held
  const row = {
    act: id,
    author: said.author,
    format: body.format,
    description: body.description ?? '',
    objects: held.count,
    replaces: body.replaces ?? null,
    ...notRecalled,
  }
  const { level, category } = said.label
  const { arrival } = arrived
  const desk = said.author === arrived.self ? [] : awaited({ act: id, author: said.author, arrival, level, category })
  const waiting = awaitIndexing({
    act: id,
    author: said.author,
    source: 'exchange',
    arrival: arrived.arrival,
    at: said.at,
    arrivedAt: arrived.arrivedAt,
    level,
    category,
  })
  return { changes: [put(shares, row), ...desk, ...held.rows, ...waiting, ...datesFor(arrived, row)] }
}

/** How many objects a file holds, and their rows. */
function objectsIn(
  file: Uint8Array,
  arrival: number,
): { readonly count: number; readonly rows: readonly Change[] } | Refusal {
  const known = rememberedRows(file, arrival)
  if (known !== undefined) {
    return { count: known.objects.count, rows: [pack(objects, known.objects), ...revoked(known.revoked, arrival)] }
  }
  const stix = readStix(file)
  if (isRefusal(stix)) return stix
  const [refused] = stix.refused
  if (refused !== undefined) return refused.refusal
  const rows = [...objectRows(file, stix, arrival), ...revoked(revokedAmong(stix.objects), arrival)]
  return { count: stix.objects.length, rows }
}

const revoked = (rows: FileRows['revoked'], arrival: number): readonly Change[] =>
  rows.map((row) => insert(revocations, { ...row, arrival }))

/** A place in the collections, for a share that has objects. */
function datesFor({ act: { id, said }, arrival }: Arrived, { objects: count }: { readonly objects: number }) {
  const { level, category } = said.label
  const share = { arrival, act: id, author: said.author, level, category, objects: count }
  return count === 0 ? [] : [put(undated, share)]
}

const notRecalled = { recalled_by: null, reason: null, replacement: null }

/**
 * At the originator the share stays, marked. Everywhere else its rows go and a stub made of the recall alone stands in their
 * place, the same whether or not the share ever came. A recall that names a record changes nothing of it.
 */
function recall(arrived: Arrived): Projected {
  const { said, id } = arrived.act
  const body = ExchangeRecall.parse(said.body)
  const of = { act: body.act, author: said.author }
  const state = body.replacement === undefined ? 'recalled' : 'corrected'
  const marks = { recalled_by: id, reason: body.reason, replacement: body.replacement ?? null }
  const gone = remove(replies, { ...of, verb: { in: repliesOfContent } })
  const erases = [body.act]
  if (said.author === arrived.self) {
    return { changes: [gone, update(items, of, { state }), update(shares, of, marks)], erases }
  }
  const item = stubItem(arrived, state)
  const listed = [update(items, { ...of, kind: { in: erasableKinds } }, item), keep(items, { ...of, ...item })]
  const stub = { ...of, format: 'file' as const, description: '', objects: 0, replaces: null, ...marks }
  return { changes: [gone, ...awaitedNoMore(of), ...listed, put(shares, stub)], erases }
}

/** An acknowledgement is a record: it stays. */
const repliesOfContent = ['sighting', 'opinion'] as const

/** The line of an act that is gone: what it was, its recall does not say, and people take back shares. */
function stubItem({ act: { said }, arrival, arrivedAt }: Arrived, state: 'recalled' | 'corrected') {
  return {
    arrival,
    arrived_at: arrivedAt,
    kind: shareKind,
    at: said.at,
    level: said.label.level,
    category: said.label.category,
    title: '',
    sought: '',
    audience: 'coalition' in said.audience ? [] : said.audience,
    exercise: said.label.exercise ?? null,
    about: null,
    state,
  }
}

function reply({ act, self }: Arrived, verb: 'acknowledge' | 'sighting' | 'opinion'): Projected {
  const { said } = act
  const object = said.body['object']
  const row = {
    act: act.id,
    about: said.body['act'] as ActId,
    verb,
    author: said.author,
    desk: said.officers[0] ?? null,
    at: said.at,
    object: typeof object === 'string' ? object : null,
    level: said.label.level,
    category: said.label.category,
    body: said.body,
  }
  const isAnswered = verb === 'acknowledge' && said.author === self
  return { changes: [put(replies, row), ...(isAnswered ? answered(row.about, act.id) : [])] }
}
