import { expect, test } from 'vitest'
import { addMs, parseInstant } from '#kernel/instant.ts'
import type { CapAlert } from '#protocol/cap/alert.ts'
import { capTimeOf } from '#protocol/cap/time.ts'
import { exampleAlert } from '#protocol/cap/testing/example.ts'
import { parseParty } from '#protocol/identity/party.ts'
import type { Label } from '#protocol/label/label.ts'
import { kindOf } from '#protocol/acts/table.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import { titleOf, unfitAlert } from './fitness.ts'

const author = parseParty('alt') ?? expect.unreachable('a party')
const before = parseActId(`act--${'ab'.repeat(32)}`) ?? expect.unreachable('an act')
const at = parseInstant('2026-11-21T15:05:00.000Z') ?? expect.unreachable('an instant')
const good: CapAlert = { ...exampleAlert, sender: 'duty@alt' }

const label: Label = { level: 'restricted', category: 'drones', handling: [] }
const [message, cancellation] = [kindOf('alert.message/1'), kindOf('alert.cancel/1')]

function found(
  change: Partial<CapAlert>,
  more: { follows?: readonly (typeof before)[]; title?: string; now?: typeof at } = {},
) {
  const alert: CapAlert = { ...good, ...change }
  const follows = more.follows ?? [before]
  const body = {
    title: more.title ?? titleOf(alert),
    alert,
    ...(follows.length === 0 ? {} : { follows: [...follows] }),
  }
  return unfitAlert({ kind: message, author, at, label }, body, more.now ?? at)?.params['found']
}

test('CAP 3.2.1 an alert that keeps to the standard is fit; each of these is not, and says why', () => {
  expect(found({})).toBeUndefined()
  expect(found({ scope: 'Restricted' })).toBe('restriction-missing')
  expect(found({ sender: 'duty@bor' })).toBe('sender')
  expect(found({ sender: 'duty@notalt' })).toBe('sender')
  expect(found({ status: 'Draft' })).toBe('status')
  expect(found({ msgType: 'Ack' })).toBe('type')
  expect(found({}, { title: 'All is well' })).toBe('title')
})

test('SG-24 what is said to be an exercise or a test is no real alert, and the other way round', () => {
  expect(found({ status: 'Exercise' })).toBe('status')
  expect(found({ status: 'Test' })).toBe('status')
  const drill = (exercise: string, change: Partial<CapAlert>) => {
    const alert = { ...good, ...change }
    const said = { kind: message, author, at, label: { ...label, exercise } }
    return unfitAlert(said, { title: titleOf(alert), alert, follows: [before] }, at)?.params['found']
  }
  expect(drill('peace-27', {})).toBe('status')
  expect(drill('peace-27', { status: 'Test' })).toBe('status')
  expect(drill('peace-27', { status: 'Exercise', note: 'Another' })).toBe('exercise')
  expect(drill('peace-27', { status: 'Exercise', note: 'peace-27' })).toBeUndefined()
  expect(drill('peace-27', { status: 'Exercise', note: 'peace-27: phase two' })).toBeUndefined()
  expect(drill('test', { status: 'Exercise', note: 'test' })).toBe('status')
  expect(drill('test', { status: 'Test' })).toBeUndefined()
})

test('protocol 3 an alert dated back or ahead of its act, or ahead of whoever receives it, is refused', () => {
  const moved = (ms: number) => found({ sent: capTimeOf(addMs(at, ms)) })
  expect(moved(30_000)).toBeUndefined()
  expect(moved(-61_000)).toBe('dated')
  expect(moved(61_000)).toBe('dated')
  // A clock a day wrong is no reason to keep a warning from anybody; further off is.
  expect(found({}, { now: addMs(at, -24 * 3_600_000) })).toBeUndefined()
  expect(found({}, { now: addMs(at, -26 * 3_600_000) })).toBe('ahead')
  // Late is not wrong: it is shown as over where it is.
  expect(found({}, { now: addMs(at, 30 * 86_400_000) })).toBeUndefined()
})

test('CAP 3.2.1 what it follows is named by references and by acts, as often here as there', () => {
  expect(found({}, { follows: [] })).toBe('follows')
  expect(found({}, { follows: [before, before] })).toBe('follows')
  const { references: _, ...first } = good
  expect(
    unfitAlert(
      { kind: message, author, at, label },
      { title: titleOf(good), alert: { ...first, msgType: 'Alert' } },
      at,
    ),
  ).toBeUndefined()
})

test('CAP 3.2.2 an alert without an end is refused, a cancellation needs none', () => {
  const [info] = good.info ?? []
  const { expires: _, ...endless } = info ?? expect.unreachable('a block')
  expect(found({ info: [endless] })).toBe('endless')
  const { info: __, ...bare } = good
  const cancel = { title: 'x', alert: { ...bare, msgType: 'Cancel' as const }, follows: [before] }
  expect(unfitAlert({ kind: cancellation, author, at, label }, cancel, at)).toBeUndefined()
  // A cancellation goes as one, and nothing else does.
  expect(unfitAlert({ kind: message, author, at, label }, cancel, at)?.params['found']).toBe('type')
  const whole = { title: titleOf(good), alert: good, follows: [before] }
  expect(unfitAlert({ kind: cancellation, author, at, label }, whole, at)?.params['found']).toBe('type')
})
