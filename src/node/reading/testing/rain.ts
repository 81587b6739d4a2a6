import { encodeUtf8 } from '#kernel/bytes.ts'
import type { Act, ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'

const times = '"created":"2020-01-02T03:04:05.000Z","modified":"2021-01-02T03:04:05.100Z"'
/** Texts of objects, long enough together for a thread to read them. */
export const objects = Array.from({ length: 1500 }, (_, at) => {
  const id = `malware--c78cb6e5-0c4b-4611-8297-${String(at).padStart(12, '0')}`
  return `{"type":"malware","spec_version":"2.1","id":"${id}",${times},"is_family":true,"name":"Дождь ${at}","description":"rain number ${at}"}`
})
export const bundleOf = (list: readonly string[]) =>
  encodeUtf8(`{"type":"bundle","id":"bundle--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5","objects":[${list.join(',\n')}]}`)
/** A record of a person. */
export const person = objects[0]
  ?.replaceAll('malware', 'identity')
  .replace('"is_family":true', '"identity_class":"individual"')

export const act = {
  id: `act--${'a'.repeat(64)}` as ActId,
  payloadType: 'x',
  statement: new Uint8Array([1]),
  signatures: [],
  said: {
    kind: 'exchange.share/1',
    author: 'alt',
    at: '2026-01-01T00:00:00.000Z',
    label: { level: 'open', category: 'drones', handling: [] },
    body: { format: 'stix', title: 'Rain' },
  },
} as unknown as Act
const of = { act: act.id, author: 'alt' as Party, source: 'exchange', arrival: 7 }
export const held = { ...of, at: act.said.at, level: 'open', category: 'drones', arrived_at: act.said.at }

export const whole = { limit: 5000, isOwn: true, isPressing: false }
