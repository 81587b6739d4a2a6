import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { readStix } from '#protocol/stix/bundle.ts'
import { exportMisp } from './export.ts'
import { importMisp } from './import.ts'
import { readMisp } from './read.ts'
import type { MispRow } from './report.ts'
import type { MispAttribute, MispEvent } from './schema.ts'
import { documentOf, eventOf, uuidOf, values } from './testing/events.ts'

interface Back {
  readonly before: readonly MispEvent[]
  readonly after: readonly MispEvent[]
  readonly rows: readonly MispRow[]
}

function thereAndBack(...events: readonly object[]): Back {
  const document = documentOf(...events)
  const [read, there] = [readMisp(document), importMisp(document)]
  if (isRefusal(read) || isRefusal(there)) throw new Error('refused')
  const [stix, back] = [readStix(there.bundle), exportMisp(there.bundle)]
  if (isRefusal(stix) || stix.refused.length > 0 || isRefusal(back)) throw new Error('refused')
  const again = readMisp(back.document)
  if (isRefusal(again)) throw new Error(decodeUtf8(back.document))
  const eventsOf = (from: typeof read) => from.events.map(({ event }) => event)
  return { before: eventsOf(read), after: eventsOf(again), rows: [...there.rows, ...back.rows] }
}

/** What an attribute says, wherever it stands. */
const said = ({
  uuid,
  type,
  value,
  to_ids: toIds,
  comment,
  category,
  timestamp,
  first_seen: first,
  object_relation: relation,
}: MispAttribute) => ({
  uuid,
  type,
  value,
  toIds,
  comment,
  category,
  timestamp,
  first,
  relation,
})
const allSaid = (events: readonly MispEvent[]) =>
  events
    .flatMap((event) => [...event.Attribute, ...event.Object.flatMap(({ Attribute }) => Attribute)].map(said))
    .toSorted((one, other) => (one.uuid < other.uuid ? -1 : 1))

/** Text of MISP: no U+0000 and no half characters. */
const text = fc.string({ unit: 'binary', maxLength: 30 }).filter((one) => one.isWellFormed() && !one.includes('\0'))
const mapped = fc.constantFrom(...Object.entries(values))
const flags = fc.record({
  to_ids: fc.boolean(),
  comment: text,
  first_seen: fc.constantFrom(null, '2026-10-30T01:02:03.456789+00:00'),
})
const known = fc
  .tuple(mapped, flags)
  .map(([[type, value], rest]) => ({ type, value, category: 'Network activity', ...rest }))
/** Any value under any type: most are none of it. */
const strange = fc
  .tuple(
    fc.constantFrom(...Object.keys(values), 'btc', 'comment', 'link', 'text', '__proto__', 'constructor'),
    text,
    flags,
  )
  .map(([type, value, rest]) => ({ type, value, category: 'Other', ...rest }))
/** What does not come over. */
const doomed = fc.constantFrom<object>(
  { type: 'domain', value: 'example.org', deleted: true },
  { type: 'full-name', value: 'X', category: 'Person' },
  { type: 'iban', value: 'X' },
)

test.each(Object.entries(values))('MISP an attribute of type %s comes back as it was', (type, value) => {
  for (const toIds of [true, false]) {
    const { before, after, rows } = thereAndBack(eventOf([{ type, value, to_ids: toIds, comment: 'why' }]))
    expect(allSaid(after)).toEqual(allSaid(before))
    expect(rows.filter(({ fate }) => fate !== 'kept')).toEqual([])
  }
})

test('MISP every attribute comes back from STIX as it was, and nothing is reported lost', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(known, strange), { minLength: 1, maxLength: 8 }), (attributes) => {
      const { before, after, rows } = thereAndBack(eventOf(attributes))
      expect(allSaid(after)).toEqual(allSaid(before))
      expect(rows.filter(({ fate }) => fate !== 'kept')).toEqual([])
    }),
    { numRuns: 300 },
  )
})

test('MISP exactly the attributes that are reported lost do not come back', () => {
  const both = fc.array(fc.oneof(known, doomed), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(both, (attributes) => {
      const { before, after, rows } = thereAndBack(eventOf([{ type: 'domain', value: 'example.org' }, ...attributes]))
      const lost = new Set(rows.filter(({ fate }) => fate === 'lost').map(({ where }) => where))
      const kept = before.flatMap(({ Attribute }) =>
        Attribute.filter((_, at) => !lost.has(`Event.Attribute[${at}]`)).map(said),
      )
      expect(allSaid(after)).toEqual(kept)
    }),
  )
})

test('MISP what an event says of itself comes back', () => {
  const Tag = [{ name: 'tlp:green' }, { name: 'type:OSINT' }]
  const attributes = [
    { type: 'domain', value: 'example.org', Tag: [{ name: 'tlp:red' }, { name: 'a:b="c"' }] },
    { type: 'ip-dst', value: '192.0.2.1', to_ids: false, timestamp: '1794000777', last_seen: '2026-10-31T00:00:00Z' },
  ]
  const more = { Tag, published: true, publish_timestamp: '1794000900', threat_level_id: '1', analysis: '2' }
  const { before, after, rows } = thereAndBack(eventOf(attributes, more))
  expect(after).toMatchObject(before.map((event) => ({ ...event, distribution: '0' })))
  expect(rows).toEqual([])
})

test('MISP several events come back as several', () => {
  const events = [1, 2, 3].map((number) => {
    const uuid = `5a0b1f2e-7c1d-4c55-9e0b-00000000000${number}`
    return eventOf([{ type: 'ip-dst', value: '192.0.2.1', uuid: uuid.replace('9e0b', '9e0c') }], {
      uuid,
      Orgc: { uuid: uuid.replace('9e0b', '9e0d'), name: `CERT ${number}` },
    })
  })
  const { before, after, rows } = thereAndBack(...events)
  expect(after).toMatchObject(before.map(({ uuid, Orgc }) => ({ uuid, Orgc })))
  expect(allSaid(after)).toEqual(allSaid(before))
  expect(rows).toEqual([])
})

/** Objects whose attributes have UUIDs of their own. */
const objectsOf = (lists: readonly (readonly object[])[]) =>
  lists.map((attributes, at) => ({
    uuid: uuidOf(0x1000 * (at + 1)),
    name: 'file',
    'meta-category': 'file',
    template_uuid: uuidOf(7),
    template_version: '24',
    comment: 'as found',
    timestamp: '1794000000',
    Attribute: attributes.map((attribute, number) => ({
      uuid: uuidOf(0x1000 * (at + 1) + number + 1),
      category: 'Payload delivery',
      object_relation: `part-${number}`,
      timestamp: '1794000000',
      ...attribute,
    })),
  }))

test('MISP objects come back with their attributes, whatever these are', () => {
  const lists = fc.array(fc.array(fc.oneof(known, strange), { minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 4,
  })
  fc.assert(
    fc.property(lists, fc.array(known, { maxLength: 3 }), (objects, attributes) => {
      const { before, after, rows } = thereAndBack(eventOf(attributes, { Object: objectsOf(objects) }))
      expect(allSaid(after)).toEqual(allSaid(before))
      const shapes = (events: readonly MispEvent[]) =>
        events.flatMap((event) =>
          event.Object.map(({ Attribute, ...rest }) => ({ ...rest, distribution: Attribute.length })),
        )
      expect(shapes(after)).toEqual(shapes(before))
      expect(rows.filter(({ fate }) => fate !== 'kept')).toEqual([])
    }),
    { numRuns: 200 },
  )
})

test('MISP entries of galaxies come back where they were, with their tags', () => {
  const cluster = (number: number, value: string, meta: object | readonly [] = []) => ({
    uuid: uuidOf(0x9000 + number),
    value,
    description: 'As described',
    meta,
  })
  const actor = {
    type: 'threat-actor',
    name: 'Threat Actor',
    GalaxyCluster: [cluster(1, 'Heron Group', { synonyms: ['Egret'] })],
  }
  const technique = {
    type: 'mitre-attack-pattern',
    GalaxyCluster: [cluster(2, 'Phishing - T1566', { external_id: 'T1566', refs: ['https://example.org/T1566'] })],
  }
  const country = { type: 'country', GalaxyCluster: [cluster(3, 'atlantis')] }
  const tags = [{ name: 'misp-galaxy:threat-actor="Heron Group"' }, { name: 'misp-galaxy:country="atlantis"' }]
  const attributes = [
    {
      type: 'domain',
      value: 'example.org',
      Galaxy: [technique],
      Tag: [{ name: 'misp-galaxy:mitre-attack-pattern="Phishing - T1566"' }],
    },
    { type: 'ip-dst', value: '192.0.2.1', to_ids: false },
  ]
  const { before, after, rows } = thereAndBack(eventOf(attributes, { Galaxy: [actor, country], Tag: tags }))
  const shape = (events: readonly MispEvent[]) =>
    events.map(({ Galaxy, Tag, Attribute }) => ({
      Galaxy,
      Tag,
      parts: Attribute.map((one) => [one.value, one.Galaxy, one.Tag]),
    }))
  expect(shape(after)).toEqual(shape(before))
  expect(rows).toEqual([])
})

test('MISP sightings come back with who saw; that an attribute is wrong is none', () => {
  const seen = {
    uuid: uuidOf(0xa000),
    type: '0',
    date_sighting: '1794000500',
    source: 'sensor',
    Organisation: { uuid: uuidOf(0xa001), name: 'CERT of Bor' },
  }
  const wrong = { uuid: uuidOf(0xa002), type: '1', date_sighting: '1794000600' }
  const { before, after, rows } = thereAndBack(
    eventOf([{ type: 'domain', value: 'example.org', Sighting: [seen, wrong] }]),
  )
  const sightings = (events: readonly MispEvent[]) =>
    events.flatMap(({ Attribute }) => Attribute.flatMap((one) => one.Sighting))
  expect(sightings(after)).toEqual(sightings(before).slice(0, 1))
  expect(rows).toEqual([
    { what: 'Sighting', where: 'Event.Attribute[0].Sighting[1]', code: 'sighting-kind', fate: 'lost' },
  ])
})
