import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { addMs } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { acts as kinds, type KnownKind } from '#protocol/acts/table.ts'
import { capTimeOf } from '#protocol/cap/time.ts'
import { exampleAlert } from '#protocol/cap/testing/example.ts'
import type { Party } from '#protocol/identity/party.ts'
import { sha256HexOfText } from '#protocol/suite/sha-256.ts'
import { SimulatedDatabase, type SimulatedStore } from '#platform/db/simulated-store.ts'
import { put, type Table } from '#platform/db/table.ts'
import { enterAct, listAct } from '#platform/record/enter.ts'
import { setAside } from '#platform/record/parts.ts'
import type { Arrived } from '#platform/record/projector.ts'
import { untrusted } from '#platform/record/tables.ts'
import { stretchesOf } from '#platform/transport/carrying/stretches.ts'
import { parcels, streams } from '#platform/transport/tables.ts'
import { notified } from '#rooms/agreements/notified.ts'
import { titleOf } from '#rooms/alerts/fitness.ts'
import { about, alt, arrived, at, bor } from '../../test/suites/desk-acts.ts'
import { filesUnder, readTree } from '../../test/house/tree.ts'
import { projectors } from './rooms.ts'

const object = 'malware--31b940d4-6f7f-459a-80ea-000000000001'
const stix = encodeUtf8(
  `{"type":"bundle","id":"bundle--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061","objects":[{"type":"malware","spec_version":"2.1","id":"${object}","created":"2026-11-21T18:05:00.000Z","modified":"2026-11-21T18:05:00.000Z","revoked":true,"is_family":false}]}`,
)
const signatures = [{ keyid: `key--${'0'.repeat(64)}`, sig: '' }]
const sent = capTimeOf(at)
const alert = { ...exampleAlert, sender: 'duty@alt', sent, references: `duty@alt,alt-2026-0016,${sent}` }
const [title, follows] = [titleOf(alert), [about]]
const agreement = 'open-skies'
const paragraphs = [{ number: '1', text: 'The Parties share.' }]
const text = {
  version: 1,
  authentic: [{ language: 'en', articles: [{ number: '1', paragraphs }] }],
}
const desk = {
  desk: 'border',
  title: { en: 'Border' },
  functions: ['border'],
  channels: [{ kind: 'phone', address: '+7 7172 55 01 02' }],
  hours: { zone: 'UTC', shifts: 'always' },
  deputies: [],
  languages: ['en'],
}
const call = { calledAt: at, channel: 'hotline', desks: [alt, bor].map((party) => ({ party, desk: 'duty' })) }
const asked = {
  title: 'A kite',
  question: 'How many?',
  use: 'a warning',
  legalBasis: 'article 4',
  needBy: addMs(at, 86_400_000),
  zone: 'UTC',
}

const consulted = {
  title: 'A kite',
  reason: 'It crosses the border',
  legalBasis: 'article 4',
  meetsAt: addMs(at, 86_400_000),
  zone: 'UTC',
}

const toAgree = { text: 'Two were seen.', digest: sha256HexOfText('Two were seen.'), parties: [alt, bor] }

/** A body of each kind that there is: a kind without one is a mistake of types, and fails below. */
const bodies: Readonly<Record<KnownKind, object>> = {
  'charter.genesis/1': {},
  'charter.proposal/1': {
    change: { type: 'quotas', quotas: { actsPerHour: 9, bytesPerHour: 1_000_000, verificationsPerHour: 1000 } },
    expects: about,
    expires: at,
  },
  'charter.countersignature/1': { proposal: about, signatures },
  'charter.entry/1': { number: 1, previous: about, act: about, signatures: [] },
  'agreement.action/1': { agreement, deed: { kind: 'ratification' } },
  'agreement.closed/1': { kind: 'consent', agreement: about, signatures },
  'agreement.digest/1': { digest: '0'.repeat(64) },
  'agreement.draft/1': { agreement, text },
  'agreement.position/1': {
    draft: about,
    positions: [{ article: '1', paragraph: '1', position: { kind: 'agree' } }],
  },
  'agreement.progress/1': { agreement, instrument: 'ratification', steps: [] },
  'exchange.share/1': { format: 'stix', title: 'A kite' },
  'exchange.recall/1': { act: about, reason: 'wrong' },
  'exchange.acknowledge/1': { act: about },
  'exchange.sighting/1': { act: about, object, count: 1 },
  'exchange.opinion/1': { act: about, object, opinion: 'agree' },
  'alert.message/1': { title, alert: { ...alert, msgType: 'Update' }, follows },
  'alert.cancel/1': { title, alert: { ...alert, msgType: 'Cancel' }, follows },
  'alert.seen/1': { act: about },
  'alert.answer/1': { act: about, outcome: 'accepted' },
  'desk.entry/1': { ...desk, revision: 1 },
  'desk.withdrawal/1': { desk: 'border', revision: 2, entry: about },
  'comcheck.call/1': { desks: ['duty'], nature: 'manual', replyWithinMs: 60_000 },
  'comcheck.reply/1': { act: about, desk: 'duty' },
  'hotline.log/1': { ...call, summary: 'A call' },
  'hotline.answer/1': { act: about, outcome: 'countersigned' },
  'rfi.request/1': { ...asked, organs: [{ party: bor, organ: 'Customs' }] },
  'rfi.step/1': { act: about, step: 'refused', ground: 'law' },
  'rfi.clarification/1': { act: about, text: 'Which crossing?' },
  'rfi.answer/1': { act: about, title: 'A kite', coverage: 'full', text: 'Two.' },
  'rfi.end/1': { act: about, end: 'closed' },
  'onward.request/1': { act: about, to: [bor], use: 'a warning' },
  'onward.consent/1': { act: about, answer: about, outcome: 'granted', to: [bor] },
  'onward.passing/1': { answer: about, owner: bor, consent: about, title: 'A kite', text: 'Two.', use: 'a warning' },
  'consultation.request/1': consulted,
  'consultation.reply/1': { act: about, reply: 'accepted', revision: 0 },
  'consultation.time/1': { act: about, revision: 1, meetsAt: consulted.meetsAt, zone: 'UTC' },
  'consultation.message/1': { act: about, text: 'Two were seen.' },
  'consultation.minutes/1': { act: about, revision: 1, ...toAgree, heldAt: at },
  'consultation.referral/1': { act: about, revision: 1, ...toAgree, outcome: 'not-raised' },
  'consultation.assent/1': { act: about, paper: about, digest: toAgree.digest },
  'consultation.end/1': { act: about, end: 'closed' },
  'transport.receipt/1': { outcomes: [{ act: about, outcome: 'admitted', at }] },
}

/**
 * Tables in which the rows of what counts for nothing stay. `lane`: what becomes of them the law of the lane says, by its own rules on frozen keys.
 * Else whoever reads them looks: at these words, each reader in the tree.
 */
const stays: Readonly<
  Record<string, 'lane' | { readonly name: string; readonly from: RegExp; readonly looks: RegExp }>
> = {
  'charter.entry': 'lane',
  'charter.orderable': 'lane',
  'charter.countersignature': 'lane',
  'transport.delivery': { name: 'deliveries', from: /./u, looks: /countingForNothing\(/u },
  'exchange.share': { name: 'shares', from: /rooms\/exchange/u, looks: /items\b|source\b|Known|postedShares/u },
  'alerts.alert': { name: 'alerts', from: /rooms\/alerts/u, looks: /factsOf\(|source\b|lock\(alerts/u },
  'alerts.reply': { name: 'replies', from: /rooms\/alerts/u, looks: /countingForNothing\(/u },
}

/** The act as it comes, by itself, into the record of `self`. */
async function comes(store: SimulatedStore, kind: KnownKind, self: Party): Promise<Arrived> {
  const one = { ...arrived(7, kind, bodies[kind]), self, attachments: new Map([[0, stix]]) }
  const projected = projectors.get(kind)?.project(one)
  if (projected === undefined || isRefusal(projected)) throw new Error(`${kind}: ${projected?.code ?? 'no projector'}`)
  const own = self === alt
  await store.transaction((tx) =>
    tx.apply([
      ...enterAct({ ...one, own, standing: 'admitted', files: [] }),
      ...listAct(one.act, one.arrival, one.arrivedAt),
      ...projected.changes,
    ]),
  )
  return one
}

/** Tables with rows in them, of all that the projector writes to. */
async function tablesWithRows(store: SimulatedStore, kind: KnownKind): Promise<readonly string[]> {
  const { tables = [], counts = {} } = projectors.get(kind) ?? {}
  const all = new Set<Table>([...tables, ...(counts.parts ?? []), ...(counts.byAct ?? []), ...(counts.marks ?? [])])
  const rows = await Promise.all([...all].map(async (table) => [table.name, await store.count(table, {}, 9)]))
  return rows.flatMap(([name, count]) => (count === 0 ? [] : [String(name)])).toSorted()
}

test.each(Object.keys(kinds) as KnownKind[])('3 every projector says what of it counts: %s', async (kind) => {
  for (const self of [alt, bor]) {
    await using store = new SimulatedDatabase().connect()
    const { act, arrival } = await comes(store, kind, self)
    await store.transaction((tx) =>
      setAside(tx, projectors, { act: act.id, author: alt, kind: act.said.kind, arrival }),
    )
    const left = await tablesWithRows(store, kind)
    expect(left.filter((name) => stays[name] === undefined)).toEqual([])
  }
})

test('3 every projector says what of it counts: whoever reads rows that stay looks which count', () => {
  const sources = readTree('src', /(?<!\.test)\.ts$/u)
  expect(filesUnder('src').length).toBeGreaterThan(sources.length)
  for (const row of Object.values(stays)) {
    if (row === 'lane') continue
    const { name, from, looks } = row
    const reads = new RegExp(String.raw`\.(?:select|find|lock|count|greatest)\(${name}\b`, 'u')
    const readers = sources.filter(({ path, text: source }) => from.test(path) && reads.test(source))
    expect(readers.length).toBeGreaterThan(0)
    expect(readers.filter(({ text: source }) => !looks.test(source)).map(({ path }) => path)).toEqual([])
  }
})

test('3 a receipt under a seal that is trusted no more shortens no export and notifies nobody', async () => {
  await using store = new SimulatedDatabase().connect()
  const parcel = { peer: alt, stream: 'main', number: 1, act: about, header: stix, signature: stix, sealed: null }
  const said = { ...arrived(1, 'agreement.closed/1', {}, bor).act, id: about }
  const entered = enterAct({ act: said, arrival: 1, arrivedAt: at, own: true, standing: 'admitted', files: [] })
  await store.transaction((tx) =>
    tx.apply([...entered, put(parcels, parcel), put(streams, { peer: alt, stream: 'main', number: 1, digest: '' })]),
  )
  const charter = { parties: new Map(), place: {} } as never
  const event = { id: about, party: bor, at, deed: { kind: 'ratification' } }
  const row = { closed: about, treaty: { participants: [alt, bor], events: [event] } } as never
  const seen = async () => {
    const stretches = await stretchesOf(store, { to: alt })
    const [first] = await notified(store, { charter, row, self: bor })
    return { after: isRefusal(stretches) ? stretches.code : stretches[0]?.after, state: first?.parties[0]?.state }
  }
  const nobody = await seen()
  const { act } = await comes(store, 'transport.receipt/1', bor)
  expect([nobody, await seen()]).toEqual([
    { after: 0, state: 'queued' },
    { after: 1, state: 'admitted' },
  ])
  const stolen = { act: act.id, author: alt, epoch: 1, entry: 40, named: about, since: at }
  await store.transaction((tx) => tx.apply([put(untrusted, stolen)]))
  expect(await seen()).toEqual(nobody)
})
