import { expect, test } from 'vitest'
import { codesOf, inForce } from '../../../test/suites/agreement-asked.ts'
import { clausesOf, on, told } from '../../../test/suites/agreement-story.ts'

test('A5 ratification presupposes signature, accession does not', () => {
  const clauses = clausesOf()
  expect(codesOf(clauses, told('alt 2027-01-01 ratification'))).toEqual(['1 not-signed VCLT 14'])
  expect(codesOf(clauses, told('alt 2027-01-01 accession'))).toEqual([])
  expect(codesOf(clauses, told('alt 2027-01-01 signature', 'alt 2027-01-01 ratification'))).toEqual([])
})

test('A5 the window of signature opens and closes at its instants', () => {
  const clauses = clausesOf({ signature: { from: on('2027-01-01'), until: on('2027-02-01') } })
  const events = told(
    'alt 2026-12-31T23:59:59.999Z signature',
    'bor 2027-01-01 signature',
    'cas 2027-01-31T23:59:59.999Z signature',
    'dun 2027-02-01 signature',
  )
  expect(codesOf(clauses, events)).toEqual(['1 signature-closed VCLT 12', '4 signature-closed VCLT 12'])
  const { signature: _, ...unsigned } = clausesOf()
  expect(codesOf(unsigned, told('alt 2027-01-01 signature'))).toEqual(['1 signature-not-foreseen VCLT 11'])
})

test('A5 full powers lie with the depositary before a signature where they are asked for', () => {
  const clauses = clausesOf({ fullPowers: true })
  const events = told('alt 2027-01-01 signature', 'alt 2027-01-02 full-powers', 'alt 2027-01-02 signature')
  expect(codesOf(clauses, events)).toEqual(['1 full-powers-missing VCLT 7'])
})

test('A5 who is not invited, signs twice or is bound already is refused', () => {
  const clauses = clausesOf({ openTo: ['alt', 'bor'] })
  const events = told(
    'cas 2027-01-01 signature',
    'cas 2027-01-01 accession',
    'alt 2027-01-01 signature',
    'alt 2027-01-02 signature',
    'alt 2027-01-03 ratification',
    'alt 2027-01-04 accession',
  )
  expect(codesOf(clauses, events)).toEqual([
    '1 agreement-closed-to-party VCLT 12',
    '2 agreement-closed-to-party VCLT 11',
    '4 already-signed VCLT 12',
    '6 already-bound VCLT 11',
  ])
})

test('A5 a form of consent that the agreement does not foresee is refused', () => {
  const clauses = clausesOf({ consents: ['ratification'] })
  expect(codesOf(clauses, told('alt 2027-01-01 accession', 'alt 2027-01-02 definitive-signature'))).toEqual([
    '1 consent-form VCLT 11',
    '2 consent-form VCLT 11',
  ])
})

test('A5 accession opens when the text says so', () => {
  const whenInForce = clausesOf({ accessionOpens: 'when-in-force', entry: { conditions: [{ count: 1 }], delay: {} } })
  const events = told(
    'cas 2027-01-01 accession',
    'alt 2027-01-02 definitive-signature',
    'cas 2027-01-02T00:00:00.001Z accession',
  )
  expect(codesOf(whenInForce, events)).toEqual(['1 accession-not-open VCLT 15'])
  const whenClosed = clausesOf({
    accessionOpens: 'when-signature-closes',
    signature: { until: on('2027-02-01') },
  })
  expect(codesOf(whenClosed, told('alt 2027-01-31 accession', 'alt 2027-02-01 accession'))).toEqual([
    '1 accession-not-open VCLT 15',
  ])
})

test('A5 a signature ad referendum binds once it is confirmed, from that day on', () => {
  const clauses = clausesOf({
    consents: ['definitive-signature', 'accession'],
    entry: { conditions: [{ count: 1 }], delay: {} },
  })
  const events = told('alt 2027-01-01 signature-ad-referendum', 'alt 2027-02-01 confirmation')
  expect(inForce(clauses, events.slice(0, 1), 'alt')).toEqual([])
  expect(inForce(clauses, events, 'alt')).toEqual([{ from: on('2027-02-01'), isProvisional: false }])
  expect(codesOf(clauses, told('alt 2027-01-01 confirmation'))).toEqual(['1 nothing-to-confirm VCLT 12(2)(b)'])
})
