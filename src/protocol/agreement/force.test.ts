import { expect, test } from 'vitest'
import { lawOf } from './law.ts'
import { bindingAt, codesOf, inForce } from '../../../test/suites/agreement-asked.ts'
import { statusOf } from './status.ts'
import { clausesOf, esk, on, parties, told } from '../../../test/suites/agreement-story.ts'

test('A6 each later party waits its own delay, but never enters before the agreement', () => {
  const clauses = clausesOf({ entry: { conditions: [{ count: 2 }], delay: { days: 30 } }, later: { days: 10 } })
  const events = told(
    'alt 2027-01-01 accession',
    'bor 2027-02-01 accession',
    'cas 2027-02-02 accession',
    'dun 2027-05-01 accession',
  )
  const froms = parties.map((party) => inForce(clauses, events, party)[0]?.from.slice(0, 10))
  expect(froms).toEqual(['2027-03-03', '2027-03-03', '2027-03-03', '2027-05-11', undefined])
})

test('A6 named parties must be among the consents, and a date can be set before which nothing enters', () => {
  const clauses = clausesOf({
    entry: {
      conditions: [{ count: 'all', of: ['alt', 'bor'] }, { count: 3 }],
      delay: { months: 1 },
      notBefore: on('2028-01-01'),
    },
  })
  const some = told('cas 2027-01-01 accession', 'dun 2027-01-02 accession', 'alt 2027-01-03 accession')
  expect(lawOf(clauses, some).law.entry).toBeUndefined()
  const all = [...some, ...told('bor 2027-06-15 accession').map((event) => ({ ...event, id: 'bor' }))]
  expect(lawOf(clauses, all).law).toMatchObject({ met: { event: 'bor' }, entry: on('2028-01-01') })
})

test('A6 an instrument taken back before the conditions are met does not count, and after cannot be', () => {
  const clauses = clausesOf()
  const back = told(
    'alt 2027-01-01 accession',
    'alt 2027-01-15 instrument-withdrawal',
    'bor 2027-02-01 accession',
    'alt 2027-03-01 accession',
    'bor 2027-03-02 instrument-withdrawal',
  )
  expect(lawOf(clauses, back).law.entry).toBe(on('2027-03-01'))
  expect(codesOf(clauses, back).map((line) => line.split(' ')[1])).toEqual(['conditions-met'])
})

test('A6 a state that ceased to exist before does not count, unless another continues it', () => {
  const clauses = clausesOf()
  const gone = told('alt 2027-01-01 accession', 'alt 2027-01-15 cessation', 'bor 2027-02-01 accession')
  expect(lawOf(clauses, gone).law.entry).toBeUndefined()
  const continued = told(
    'alt 2027-01-01 accession',
    ['alt 2027-01-15 cessation', { continuedBy: 'cas' }],
    'bor 2027-02-01 accession',
  )
  expect(lawOf(clauses, continued).law.entry).toBe(on('2027-02-01'))
  expect(bindingAt(clauses, continued, on('2027-03-01'))).toEqual(['bor', 'cas'])
})

test('A7 provisional application ends when the agreement enters into force, or by notice', () => {
  const clauses = clausesOf({ provisional: 'signatories' })
  const events = told(
    'alt 2027-01-01 signature',
    'alt 2027-01-02 provisional-application',
    'bor 2027-01-02 provisional-application',
    'alt 2027-02-01 ratification',
    'cas 2027-03-01 accession',
  )
  expect(codesOf(clauses, events)).toEqual(['3 not-signed VCLT 25(1)'])
  expect(inForce(clauses, events, 'alt')).toEqual([
    { from: on('2027-01-02'), until: on('2027-03-01'), isProvisional: true },
    { from: on('2027-03-01'), isProvisional: false },
  ])
  const ended = [...events.slice(0, 2), ...told('alt 2027-01-20 provisional-end').map((one) => ({ ...one, id: 'x' }))]
  expect(inForce(clauses, ended, 'alt')).toEqual([
    { from: on('2027-01-02'), until: on('2027-01-20'), isProvisional: true },
  ])
  expect(codesOf(clausesOf(), told('alt 2027-01-02 provisional-application'))).toEqual([
    '1 provisional-not-provided VCLT 25(1)',
  ])
})

const bothBound = ['alt 2027-01-01 accession', 'bor 2027-01-01 accession'] as const

test('A8 a denunciation takes effect when its notice has run, and can be revoked until then', () => {
  const clauses = clausesOf({ denunciation: { notice: { months: 12 } } })
  const events = told(...bothBound, 'alt 2027-06-15T10:00:00.000Z denunciation')
  expect(inForce(clauses, events, 'alt')).toEqual([
    { from: on('2027-01-01'), until: on('2028-06-15'), isProvisional: false },
  ])
  expect(bindingAt(clauses, events, on('2028-06-14T23:59:59.999Z'))).toEqual(['alt', 'bor'])
  expect(bindingAt(clauses, events, on('2028-06-15'))).toEqual(['bor'])
  const revoked = told(...bothBound, 'alt 2027-06-15 denunciation', 'alt 2028-06-14 revocation')
  expect(inForce(clauses, revoked, 'alt')).toEqual([{ from: on('2027-01-01'), isProvisional: false }])
  const late = told(...bothBound, 'alt 2027-06-15 denunciation', 'alt 2028-06-15 revocation')
  expect(codesOf(clauses, late)).toEqual(['4 nothing-to-revoke VCLT 68'])
})

test('A8 an agreement that is silent is not denounced, and one not in force neither', () => {
  expect(codesOf(clausesOf(), told(...bothBound, 'alt 2027-02-01 denunciation'))).toEqual([
    '3 denunciation-not-provided VCLT 56(1)',
  ])
  const clauses = clausesOf({ denunciation: { notice: {}, notWithinMonths: 12 } })
  expect(codesOf(clauses, told('alt 2027-01-01 accession', 'alt 2027-02-01 withdrawal'))).toEqual([
    '2 not-yet-in-force VCLT 56',
  ])
  const events = told(
    ...bothBound,
    'alt 2027-12-31 withdrawal',
    'alt 2028-01-01 withdrawal',
    'bor 2027-03-01 revocation',
  )
  expect(codesOf(clauses, events)).toEqual(['5 nothing-to-revoke VCLT 68', '3 denunciation-too-early VCLT 54(a)'])
})

test('A8 an agreement that is renewed is left at the end of a period', () => {
  const clauses = clausesOf({
    denunciation: { notice: { months: 6 } },
    duration: { months: 60, renewedMonths: 24 },
  })
  const leaves = (day: string) => inForce(clauses, told(...bothBound, `alt ${day} denunciation`), 'alt')[0]?.until
  expect([leaves('2031-07-01'), leaves('2031-07-02'), leaves('2033-12-01')]).toEqual([
    on('2032-01-01'),
    on('2034-01-01'),
    on('2036-01-01'),
  ])
})

test('A8 it ends with its time, by consent of all, or when too few are left', () => {
  const expiring = clausesOf({ duration: { months: 24 } })
  const events = told(...bothBound, 'cas 2029-01-01 accession')
  expect(bindingAt(expiring, events, on('2028-12-31T23:59:59.999Z'))).toEqual(['alt', 'bor'])
  expect(bindingAt(expiring, events, on('2029-01-01'))).toEqual([])
  expect(codesOf(expiring, events)).toEqual(['3 agreement-ended VCLT 70'])
  const byAll = told(...bothBound, 'alt 2027-05-01 termination', 'bor 2027-06-01 termination')
  expect(bindingAt(clausesOf(), byAll, on('2027-05-31T23:59:59.999Z'))).toEqual(['alt', 'bor'])
  expect(bindingAt(clausesOf(), byAll, on('2027-06-01'))).toEqual([])
  const least = clausesOf({ leastParties: 2, denunciation: { notice: { days: 10 } } })
  const left = told(...bothBound, 'alt 2027-05-01 denunciation')
  expect(bindingAt(least, left, on('2027-05-11'))).toEqual([])
  expect(bindingAt(clausesOf({ denunciation: { notice: { days: 10 } } }), left, on('2027-05-11'))).toEqual(['bor'])
})

test('A8 suspension by one with notice, by all without a clause, and its end', () => {
  const byOne = clausesOf({ suspension: { notice: { days: 10 } } })
  const one = told(...bothBound, 'alt 2027-05-01 suspension', 'alt 2027-06-01 resumption')
  expect(inForce(byOne, one, 'alt')).toEqual([
    { from: on('2027-01-01'), until: on('2027-05-11'), isProvisional: false },
    { from: on('2027-06-01'), isProvisional: false },
  ])
  const byAll = told(
    ...bothBound,
    'alt 2027-05-01 suspension',
    'bor 2027-06-01 suspension',
    'alt 2027-07-01 resumption',
  )
  expect(inForce(clausesOf(), byAll, 'bor')).toEqual([
    { from: on('2027-01-01'), until: on('2027-06-01'), isProvisional: false },
    { from: on('2027-07-01'), isProvisional: false },
  ])
})

test('A8 a successor is bound from its own notice; of a signatory it is one', () => {
  const clauses = clausesOf()
  const events = told(
    ...bothBound,
    'cas 2027-01-01 signature',
    'alt 2028-01-01 cessation',
    ['dun 2028-06-01 succession', { predecessor: 'alt', since: on('2028-01-01') }],
    ['esk 2028-06-01 succession', { predecessor: 'cas', since: on('2028-01-01') }],
    ['bor 2028-06-02 succession', { predecessor: 'dun', since: on('2028-01-01') }],
  )
  expect(inForce(clauses, events, 'dun')).toEqual([{ from: on('2028-06-01'), isProvisional: false }])
  const { law, refused } = lawOf(clauses, events)
  expect(law.parties.get(esk)).toMatchObject({ signature: { form: 'simple' }, consents: [] })
  expect(refused.map(({ refusal }) => refusal.code)).toEqual(['predecessor-missing'])
})

test('A8 whoever ceased to exist does nothing more', () => {
  expect(codesOf(clausesOf(), told('alt 2027-01-01 cessation', 'alt 2027-02-01 signature'))).toEqual([
    '2 party-ceased VCLT 6',
  ])
})

test('VCLT 80 an agreement is registered once it is in force, once with each register', () => {
  const un = (number: string) => ({ register: 'UN', number })
  const { law, refused } = lawOf(
    clausesOf(),
    told(
      ['alt 2027-01-01 registration', un('0')],
      'alt 2027-02-01 accession',
      'bor 2027-03-01 accession',
      ['bor 2027-04-01 registration', un('57001')],
      ['alt 2027-05-01 registration', un('57002')],
      ['alt 2027-05-01 registration', { register: 'SCO', number: '9' }],
    ),
  )
  expect(refused.map(({ refusal }) => refusal.code)).toEqual(['not-yet-in-force', 'already-registered'])
  expect(statusOf(clausesOf(), law, on('2027-06-01')).registrations).toEqual([
    { event: '4', at: on('2027-04-01'), register: 'UN', number: '57001' },
    { event: '6', at: on('2027-05-01'), register: 'SCO', number: '9' },
  ])
})
