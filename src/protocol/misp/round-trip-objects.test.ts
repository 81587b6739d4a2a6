import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { readStix } from '#protocol/stix/bundle.ts'
import { validate } from '#protocol/stix/validation/document.ts'
import { exportMisp } from './export.ts'
import { importMisp } from './import.ts'
import { readMisp } from './read.ts'
import type { MispRow } from './report.ts'
import type { MispEvent } from './schema.ts'
import { documentOf, eventOf, uuidOf } from './testing/events.ts'

interface Back {
  readonly before: MispEvent
  readonly after: MispEvent
  readonly rows: readonly MispRow[]
  readonly stix: readonly Readonly<Record<string, unknown>>[]
}

function thereAndBack(event: object): Back {
  const document = documentOf(event)
  const [read, there] = [readMisp(document), importMisp(document)]
  if (isRefusal(read) || isRefusal(there)) throw new Error('refused')
  const [stix, back, verdict] = [readStix(there.bundle), exportMisp(there.bundle), validate(there.bundle)]
  if (isRefusal(stix) || stix.refused.length > 0 || isRefusal(back) || isRefusal(verdict)) throw new Error('refused')
  expect(verdict.findings.filter(({ severity }) => severity === 'error')).toEqual([])
  const again = readMisp(back.document)
  const [before, after] = [read, again].map((one) => (isRefusal(one) ? undefined : one.events[0]?.event))
  if (before === undefined || after === undefined) throw new Error(decodeUtf8(back.document))
  const { objects } = JSON.parse(decodeUtf8(there.bundle) ?? '') as { readonly objects: Back['stix'] }
  return { before, after, rows: [...there.rows, ...back.rows], stix: objects }
}

/** Text of MISP: no U+0000 and no half characters. */
const text = fc.string({ unit: 'binary', maxLength: 30 }).filter((one) => one.isWellFormed() && !one.includes('\0'))
const seconds = fc.integer({ min: 1_793_000_000, max: 1_795_000_000 }).map(String)
const isLost = (rows: readonly MispRow[], where: string): boolean =>
  rows.some((row) => row.fate === 'lost' && row.where === where)
const domain = [{ type: 'domain', value: 'example.org' }]

test('MISP reports of an event come back as they were, but those that are reported lost', () => {
  const report = fc.record({
    uuid: fc.integer({ min: 0x500, max: 0x503 }).map(uuidOf),
    name: text,
    content: text,
    timestamp: seconds,
    deleted: fc.constantFrom('0', '0', '0', '1'),
  })
  fc.assert(
    fc.property(fc.array(report, { maxLength: 4 }), (EventReport) => {
      const { before, after, rows } = thereAndBack(eventOf(domain, { EventReport }))
      const kept = before.EventReport.filter((_, at) => !isLost(rows, `Event.EventReport[${at}]`))
      expect(after.EventReport.map((one) => ({ ...one, distribution: undefined }))).toEqual(
        kept.map((one) => ({ ...one, distribution: undefined })),
      )
      expect(kept).toHaveLength(new Set(before.EventReport.filter((one) => !one.deleted).map(({ uuid }) => uuid)).size)
      expect(after.Attribute).toHaveLength(1)
    }),
    { numRuns: 200 },
  )
})

test('MISP what an object is to others comes back as it was, but what is reported lost', () => {
  const part = { uuid: uuidOf(0x201), type: 'filename', category: 'Other', value: 'a.exe', to_ids: true }
  const other = { uuid: uuidOf(0x202), type: 'url', category: 'Other', value: 'https://example.org/a' }
  const relation = fc.oneof(fc.constantFrom('communicates-with', 'Dropped by!', '__proto__'), text)
  const reference = fc.record({
    uuid: fc.integer({ min: 0x500, max: 0x505 }).map(uuidOf),
    referenced_uuid: fc.constantFrom(16, 0x101, 0x201, 0x202, 0x999).map(uuidOf),
    relationship_type: relation,
    comment: text,
    timestamp: seconds,
    deleted: fc.constantFrom('0', '0', '0', '1'),
  })
  fc.assert(
    fc.property(fc.array(reference, { maxLength: 6 }), (ObjectReference) => {
      const Object = [
        { uuid: uuidOf(0x100), name: 'file', Attribute: [part], ObjectReference },
        { uuid: uuidOf(0x101), name: 'url', Attribute: [other] },
      ]
      const { before, after, rows } = thereAndBack(eventOf(domain, { Object }))
      const given = before.Object[0]?.ObjectReference ?? []
      const kept = given.filter((_, at) => !isLost(rows, `Event.Object[0].ObjectReference[${at}]`))
      const changed = (at: number): boolean =>
        rows.some(({ fate, where }) => fate === 'changed' && where.startsWith(`Event.Object[0].ObjectReference[${at}]`))
      const expected = kept.map((one) => ({
        ...one,
        relationship_type: changed(given.indexOf(one)) ? 'related-to' : one.relationship_type,
      }))
      expect(after.Object[0]?.ObjectReference ?? []).toEqual(expected)
    }),
    { numRuns: 200 },
  )
})

const attribute = (number: number, relation: string, type: string, value: string) => ({
  uuid: uuidOf(0x300 + number),
  category: 'Network activity',
  object_relation: relation,
  timestamp: '1794000000',
  type,
  value,
})

test('MISP a name with its addresses, and a connection with its ends, are one thing in STIX, and come back as they were', () => {
  const domainIp = [
    attribute(1, 'domain', 'domain', 'example.org'),
    attribute(2, 'ip', 'ip-dst', '192.0.2.1'),
    attribute(3, 'ip', 'ip-dst', '2001:db8::1'),
    attribute(4, 'last-seen', 'datetime', '2026-11-01T00:00:00'),
  ]
  const connection = [
    attribute(1, 'ip-src', 'ip-src', '192.0.2.1'),
    attribute(2, 'src-port', 'port', '51000'),
    attribute(3, 'ip-dst', 'ip-dst', '192.0.2.9'),
    attribute(4, 'dst-port', 'port', '443'),
    attribute(5, 'layer4-protocol', 'text', 'TCP'),
    attribute(6, 'layer7-protocol', 'text', 'HTTPS'),
  ]
  for (const [name, given] of [
    ['domain-ip', domainIp],
    ['network-connection', connection],
  ] as const) {
    fc.assert(
      fc.property(fc.subarray([...given], { minLength: 1 }), fc.boolean(), (some, isSought) => {
        const Attribute = some.map((one) => ({ ...one, to_ids: isSought && one.type !== 'text' }))
        const Object = [{ uuid: uuidOf(0x100), name, 'meta-category': 'network', Attribute }]
        const { before, after, rows } = thereAndBack(eventOf([], { Object }))
        expect(rows.filter(({ fate }) => fate !== 'kept')).toEqual([])
        const plain = ({ Object: [object] }: MispEvent) =>
          object?.Attribute.map(({ uuid, type, value, to_ids: toIds, object_relation: as, category }) => {
            return { uuid, type, value, toIds, as, category }
          })
        expect(plain(after)).toEqual(plain(before))
        expect(after.Attribute).toEqual([])
      }),
      { numRuns: 60 },
    )
  }
  const wholeOf = (name: string, given: readonly object[], isSought: boolean) => {
    const Attribute = given.map((one) => ({ ...one, to_ids: isSought }))
    const { stix } = thereAndBack(eventOf([], { Object: [{ uuid: uuidOf(0x100), name, Attribute }] }))
    return stix.find(({ id }) => String(id).endsWith(uuidOf(0x100)) && !String(id).startsWith('grouping'))
  }
  expect(wholeOf('domain-ip', domainIp, true)?.['pattern']).toBe(
    "[domain-name:value = 'example.org' AND domain-name:resolves_to_refs[*].type = 'ipv4-addr' AND domain-name:resolves_to_refs[*].value = '192.0.2.1' AND domain-name:resolves_to_refs[*].type = 'ipv6-addr' AND domain-name:resolves_to_refs[*].value = '2001:db8::1']",
  )
  expect(wholeOf('network-connection', connection, true)?.['pattern']).toContain(
    "network-traffic:src_port = 51000 AND network-traffic:dst_port = 443 AND network-traffic:protocols[*] = 'tcp' AND network-traffic:protocols[*] = 'https'",
  )
  const { stix } = thereAndBack(
    eventOf([], { Object: [{ uuid: uuidOf(0x100), name: 'network-connection', Attribute: connection }] }),
  )
  expect(stix.find(({ type }) => type === 'network-traffic')).toMatchObject({
    src_port: 51000,
    dst_port: 443,
    protocols: ['tcp', 'https'],
  })
})
