import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { bundleOf, readStix } from './bundle.ts'

const uuid = (digit: number) => `0000000${digit}-0c4b-4611-8297-d1b8b55e40b5`
const times = { created: '2020-01-02T03:04:05.000Z', modified: '2020-01-02T03:04:05.000Z' }

function sdo(type: string, members: object = {}, digit = 1) {
  return { type, spec_version: '2.1', id: `${type}--${uuid(digit)}`, ...times, ...members }
}

function sco(type: string, members: object = {}, digit = 1) {
  return { type, id: `${type}--${uuid(digit)}`, ...members }
}

/** `type: rule` of what is refused. */
function refusedIn(...objects: readonly object[]): readonly string[] {
  const document = readStix(encodeUtf8(JSON.stringify({ type: 'bundle', objects })))
  if (isRefusal(document)) throw new Error(document.code)
  return document.refused.map(({ refusal }) => `${refusal.params['type']}: ${refusal.rule}`)
}

const person = 'identity: SG-01: identity of class individual'
const unclassed = 'identity: SG-01: identity without class and sector'

test('SG-01 an identity of class individual is refused, however it is written', () => {
  for (const word of ['individual', 'Individual', ' INDIVIDUAL ', 'ｉｎｄｉｖｉｄｕａｌ']) {
    expect(refusedIn(sdo('identity', { name: 'x', identity_class: word, sectors: ['energy'] }))).toEqual([person])
  }
})

test('SG-01 an identity without class needs the sector of an organisation', () => {
  expect(refusedIn(sdo('identity'))).toEqual([unclassed])
  expect(refusedIn(sdo('identity', { identity_class: '', sectors: [] }))).toEqual([unclassed])
  expect(refusedIn(sdo('identity', { identity_class: ['organization'], sectors: [''] }))).toEqual([unclassed])
  expect(refusedIn(sdo('identity', { sectors: ['energy'] }))).toEqual([])
  expect(refusedIn(sdo('identity', { identity_class: 'organization' }))).toEqual([])
})

test('SG-01 a threat actor that is a person is refused, another is not', () => {
  expect(refusedIn(sdo('threat-actor', { resource_level: 'individual' }))).toHaveLength(1)
  expect(refusedIn(sdo('threat-actor', { personal_motivations: ['revenge'] }))).toHaveLength(1)
  expect(refusedIn(sdo('threat-actor', { resource_level: 'government' }))).toEqual([])
})

const loose = 'SG-01: account or address that is no evidence'
const email = sco('email-addr', { value: 'a@b.example' })

test('SG-01 an address alone, or in a report, is no evidence', () => {
  expect(refusedIn(email)).toEqual([`email-addr: ${loose}`])
  expect(refusedIn(email, sdo('report', { object_refs: [email.id] }))).toEqual([`email-addr: ${loose}`])
  expect(refusedIn(sco('user-account', { user_id: '1' }))).toEqual([`user-account: ${loose}`])
})

test('SG-01 an address is evidence where observed data, a sighting, malware or an indicator names it', () => {
  expect(refusedIn(email, sdo('observed-data', { object_refs: [email.id] }))).toEqual([])
  expect(refusedIn(email, sdo('malware', { sample_refs: [email.id] }))).toEqual([])
  expect(refusedIn(email, sdo('sighting', { sighting_of_ref: email.id }))).toEqual([])
  const indicator = sdo('indicator', { pattern: '[x]' })
  const relation = sdo('relationship', { source_ref: indicator.id, target_ref: email.id })
  expect(refusedIn(email, relation, indicator)).toEqual([])
  expect(refusedIn(email, relation)).toEqual([`email-addr: ${loose}`])
  const tool = sdo('tool')
  expect(refusedIn(email, tool, sdo('relationship', { source_ref: tool.id, target_ref: email.id }))).toHaveLength(1)
})

test('SG-01 evidence goes on through what observables name', () => {
  const account = sco('user-account', { user_id: '1' })
  const sender = sco('email-addr', { value: 'a@b.example', belongs_to_ref: account.id })
  const message = sco('email-message', { from_ref: sender.id })
  const observed = sdo('observed-data', { object_refs: [message.id] })
  expect(refusedIn(account, sender, message, observed)).toEqual([])
  expect(refusedIn(account, sender, message)).toHaveLength(2)
})

test('SG-01 a display name is refused even in evidence, also inside observed data', () => {
  const named = { ...email, display_name: 'A. B.' }
  const rule = 'SG-01: account or address with a display name'
  expect(refusedIn(named, sdo('observed-data', { object_refs: [email.id] }))).toEqual([`email-addr: ${rule}`])
  const inside = { 0: { type: 'user-account', user_id: '1', display_name: 'A. B.' } }
  expect(refusedIn(sdo('observed-data', { objects: inside }))).toEqual([`observed-data: ${rule}`])
  expect(refusedIn(sdo('observed-data', { objects: { 0: { type: 'email-addr', value: 'a@b.example' } } }))).toEqual([])
})

test('SG-01 a draft without what was refused holds the rest byte for byte', () => {
  const kept = '{ "type":"url", "id" :"url--00000001-0c4b-4611-8297-d1b8b55e40b5","value":"http://a.example" }'
  const document = readStix(encodeUtf8(`{"type":"bundle","objects":[${JSON.stringify(email)},${kept}]}`))
  if (isRefusal(document)) throw new Error(document.code)
  const again = readStix(
    bundleOf(
      `bundle--${uuid(1)}`,
      document.objects.map(({ slice }) => slice.raw),
    ),
  )
  if (isRefusal(again)) throw new Error(again.code)
  expect(again.refused).toEqual([])
  expect(again.objects.map(({ slice }) => new TextDecoder().decode(slice.raw))).toEqual([kept])
})
