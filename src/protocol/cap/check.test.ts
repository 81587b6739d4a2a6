import { expect, test } from 'vitest'
import type { CapAlert, CapInfo } from './alert.ts'
import { checkAlert } from './check.ts'
import { exampleAlert } from './testing/example.ts'

const codes = (alert: CapAlert) => checkAlert(alert).map(({ code }) => code)
const [first] = exampleAlert.info ?? []
const info = first ?? expect.unreachable('an example without a block')
/** The example with one block, changed. */
const withInfo = (change: Partial<CapInfo>): CapAlert => ({ ...exampleAlert, info: [{ ...info, ...change }] })
const without = (alert: CapAlert, member: keyof CapAlert): CapAlert => {
  const { [member]: _, ...rest } = alert
  return { ...exampleAlert, ...rest, [member]: undefined }
}

test('CAP 3.2 nothing is found in an alert that keeps to the standard', () => {
  expect(checkAlert(exampleAlert)).toEqual([])
})

test('CAP 3.2.1 Restricted says to whom, Private names its addressees, Public has none', () => {
  expect(codes({ ...exampleAlert, scope: 'Restricted' })).toEqual(['restriction-missing'])
  expect(codes({ ...exampleAlert, scope: 'Public' })).toEqual(['addresses-unused'])
  expect(codes({ ...exampleAlert, restriction: 'desks only' })).toEqual(['restriction-unused'])
  expect(codes(without(exampleAlert, 'addresses'))).toEqual(['addresses-missing'])
})

test('CAP 3.2.1 an exercise is named and a rejection has a reason', () => {
  expect(codes({ ...without(exampleAlert, 'note'), status: 'Exercise' })).toEqual(['exercise-unnamed'])
  expect(codes({ ...without(exampleAlert, 'note'), msgType: 'Error' })).toEqual(['reason-missing'])
  expect(codes({ ...exampleAlert, status: 'Exercise' })).toEqual([])
})

test('CAP 3.2.1 what is not an initial alert says which one it is about, and no later one, not itself, none twice', () => {
  const { references = '' } = exampleAlert
  for (const msgType of ['Update', 'Cancel', 'Ack', 'Error'] as const) {
    expect(codes({ ...without(exampleAlert, 'references'), msgType })).toEqual(['references-missing'])
  }
  expect(codes({ ...exampleAlert, msgType: 'Alert' })).toEqual(['references-unused'])
  const { sender, identifier } = exampleAlert
  expect(codes({ ...exampleAlert, references: `${sender},${identifier},2026-11-21T15:05:00-00:00` })).toEqual([
    'references-self',
  ])
  expect(codes({ ...exampleAlert, references: `${references} ${references}` })).toEqual(['references-twice'])
  expect(codes({ ...exampleAlert, references: 'a,b,2026-11-21T18:05:01+03:00' })).toEqual(['references-later'])
})

test('CAP 3.2.2 an alert or an update has a block; the others need none', () => {
  expect(codes(without(exampleAlert, 'info'))).toEqual(['info-missing'])
  expect(codes({ ...without(exampleAlert, 'info'), msgType: 'Ack' })).toEqual([])
})

test('CAP 3.2.2 it is sent, takes effect and begins before it ends', () => {
  expect(codes(withInfo({ expires: '2026-11-21T18:05:00+03:00' }))).toContain('expires-early')
  expect(codes(withInfo({ effective: '2026-11-22T06:00:00+03:00' }))).toEqual(['effective-late'])
  expect(codes(withInfo({ onset: '2026-11-22T06:00:01+03:00' }))).toEqual(['onset-late'])
})

test('CAP 3.2.2 all blocks are of one event, and translated', () => {
  const [one, two] = [info, { ...info, language: 'ru' }]
  expect(codes({ ...exampleAlert, info: [one, { ...two, category: ['Fire'], description: 'x' }] })).toEqual([
    'info-differs',
  ])
  expect(codes({ ...exampleAlert, info: [one, two] })).toEqual(['untranslated'])
  // The same language twice is for another place.
  expect(codes({ ...exampleAlert, info: [one, one] })).toEqual([])
})

test('CAP 3.2.4 a ceiling stands above an altitude; an area without a shape is only read by people', () => {
  expect(codes(withInfo({ area: [{ areaDesc: 'x', circle: ['0,0 1'], ceiling: '1' }] }))).toEqual(['ceiling-alone'])
  const low = { areaDesc: 'x', circle: ['0,0 1'], altitude: '9', ceiling: '1' }
  expect(codes(withInfo({ area: [low] }))).toEqual(['ceiling-low'])
  expect(codes(withInfo({ area: [{ areaDesc: 'x' }] }))).toEqual(['area-shapeless'])
})

test('CAP 3.2.3 what is fetched from elsewhere has a digest', () => {
  const resource = { resourceDesc: 'x', mimeType: 'text/plain', uri: 'https://a.example/x' }
  expect(codes(withInfo({ resource: [resource] }))).toEqual(['digest-missing'])
})
