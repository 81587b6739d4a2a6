import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { english, setUp } from './testing/desk-setup.ts'

const vienna = readFileSync(new URL('../../vectors/agreement/law-of-treaties.json', import.meta.url), 'utf8')
const clauses = {
  utcOffset: '+03:00',
  signature: {},
  consents: ['ratification'],
  entry: { conditions: [{ count: 2 }], delay: { days: 30 } },
  later: { days: 30 },
  openTo: ['alt', 'bor', 'cas'],
}
const event = (id: string, party: string, day: string, deed: object) => ({
  id,
  party,
  deed,
  at: `${day}T09:00:00.000Z`,
})
const facts = (events: readonly object[], more: object = {}) =>
  JSON.stringify({ name: 'drones', title: { en: 'Drones', ru: 'Дроны' }, clauses, events, ...more })

test('C2 agreement status shows who is bound since when, and needs no node', async () => {
  const { type, file } = await setUp()
  const name = await file('vienna.json', vienna)
  const shown = await type(['agreement', 'status', name, '--at', '1980-02-02', '--plain', ...english])
  expect(shown.exit).toBe(0)
  expect(shown.out).toContain('Enters into force\t1980-01-27')
  expect(shown.out).toContain('tgo\tparty\t\t1979-12-28 a\t1980-01-27')
  const before = await type(['agreement', 'status', name, '--at', '1979-12-28', '--json'])
  expect(JSON.parse(before.out)).toMatchObject({ name: 'law-of-treaties', state: 'open', refused: [] })
})

test('C2 agreement status lists what is not in due form, with the rule, and exits 3', async () => {
  const { type, file } = await setUp()
  const name = await file('a.json', facts([event('x1', 'alt', '2027-01-01', { kind: 'ratification' })]))
  const shown = await type(['agreement', 'status', name, '--at', '2027-02-01', ...english])
  expect(shown.exit).toBe(3)
  expect(shown.err).toContain('x1 has no effect: alt has not signed the agreement')
})

test('C2 agreement status --pairs shows how reservations stand between two', async () => {
  const { type, file } = await setUp()
  const events = ['alt', 'bor'].flatMap((party) => [
    event(`${party}-s`, party, '2027-01-01', { kind: 'signature' }),
    event(`${party}-r`, party, '2027-01-02', {
      kind: 'ratification',
      ...(party === 'alt' ? { reservations: ['no-9'] } : {}),
    }),
  ])
  const reservation = { kind: 'reservation', articles: ['9'], effect: 'excludes', text: 'Not article 9.' }
  const name = await file('a.json', facts([...events, event('no-9', 'alt', '2027-01-01', reservation)]))
  const shown = await type(['agreement', 'status', name, '--at', '2027-06-01', '--pairs', '--plain', ...english])
  expect(shown.out).toContain('alt – bor\tarticle 9 does not apply\talt\tawaiting an answer')
  const chinese = await type(['agreement', 'status', name, '--at', '2027-06-01', '--pairs', '--plain', '--lang', 'zh'])
  expect(chinese.out).toContain('第 9 条不适用')
})

test('C2 agreement forecast says when it may enter into force and whose consent is missing', async () => {
  const { type, file } = await setUp()
  const dates = { earliest: '2027-07-01', likely: '2027-08-01', latest: '2027-09-01' }
  const expected = Object.fromEntries(Object.entries(dates).map(([name, day]) => [name, `${day}T09:00:00.000Z`]))
  const steps = ['initialled', 'government', 'parliament', 'promulgation'].map((step) => ({
    step,
    state: { kind: 'not-needed' },
  }))
  const instrument = { step: 'instrument', state: { kind: 'expected', expected: { ...expected, confidence: 70 } } }
  const tracks = [{ party: 'bor', instrument: 'ratification', steps: [...steps, instrument] }]
  const events = [
    event('a', 'alt', '2027-01-01', { kind: 'signature' }),
    event('b', 'alt', '2027-01-02', { kind: 'ratification' }),
  ]
  const name = await file('a.json', facts(events, { tracks }))
  const shown = await type(['agreement', 'forecast', name, '--at', '2027-06-01', ...english])
  expect(shown.out).toContain('likely on 2027-08-31, between 2027-07-31 and 2027-10-01; 70 % sure')
  expect(shown.out).toContain('1 consent is missing; possible from: bor, cas')
  const json = await type(['agreement', 'forecast', name, '--at', '2027-06-01', '--json'])
  expect(JSON.parse(json.out)).toMatchObject({ name: 'drones', confidence: 70, prospects: [{ party: 'bor' }] })
})

test.each([
  ['{"a":1,"a":2}', 'not-strict-json', 'strict'],
  [facts([{ id: 'x' }]), 'agreement-facts', 'events.0'],
  [facts([event('x', 'alt', '2027-01-01', { kind: '__proto__' })]), 'agreement-facts', 'events.0.deed'],
  [
    facts([
      event('x', 'alt', '2027-01-01', { kind: 'signature' }),
      event('x', 'bor', '2027-01-01', { kind: 'signature' }),
    ]),
    'agreement-facts',
    'events.1.id',
  ],
  ['['.repeat(100_000), 'not-strict-json', 'strict'],
])('C2 a file that says nothing of an agreement is refused: %#', async (content, code, said) => {
  const { type, file } = await setUp()
  const name = await file('a.json', content)
  const shown = await type(['agreement', 'status', name, '--json', ...english])
  expect(shown.exit).toBe(2)
  expect(JSON.parse(shown.out)).toMatchObject({ code })
  expect(shown.err).toContain(said)
})
