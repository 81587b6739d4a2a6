import '../../../test/suites/browserless.ts'
import { expect, test } from 'vitest'
import { Refused, unreached } from '../api/ask.ts'
import { changePicks, forgetPicks, picksAt } from '../browser/picks.ts'
import { endRun, isBusy, runAll, runAt } from './bulk-run.ts'

const act = (mark: string): string => `act--${mark.repeat(64)}`
const refused = (status: number): Refused =>
  new Refused({ status, code: 'no', rule: 'a rule', detail: `No: ${status}.`, wayOut: '', ref: '' })

test('console: picks leave with whoever made them', () => {
  changePicks('liaison.received', () => [act('1'), act('2')])
  expect([...picksAt('liaison.received')]).toEqual([act('1'), act('2')])
  expect(sessionStorage.length).toBe(1)
  expect(picksAt('analyst.received').size).toBe(0)
  forgetPicks()
  expect(picksAt('liaison.received').size).toBe(0)
  expect(sessionStorage.length).toBe(0)
})

test('console: of what a browser kept only ids of acts are picks', () => {
  sessionStorage.setItem('tamga.picked.duty.me', JSON.stringify([act('3'), 'act--x', 7]))
  sessionStorage.setItem('tamga.picked.duty.all', '{')
  expect([...picksAt('duty.me')]).toEqual([act('3')])
  expect(picksAt('duty.all').size).toBe(0)
  forgetPicks()
})

test('console: a run that was left is found as it stands', async () => {
  const acts = ['1', '2', '3'].map((mark) => ({ act: act(mark), title: `Report ${mark}` }))
  const signed: string[] = []
  const [held, reached] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let asked = 0
  const sign = (one: string): Promise<void> => {
    asked += 1
    if (one !== act('2')) return Promise.resolve()
    reached.resolve()
    return held.promise
  }
  const signing = { acts, sign, onSigned: (one: string) => signed.push(one) }
  const running = runAll('duty.me', signing)
  await reached.promise
  await runAll('duty.me', signing)
  expect(isBusy(runAt('duty.me'))).toBe(true)
  expect(runAt('duty.me')).toMatchObject({ done: 1, all: 3 })
  expect(runAt('liaison.me')).toBeUndefined()
  held.reject(refused(403))
  await running
  expect(isBusy(runAt('duty.me'))).toBe(false)
  expect(runAt('duty.me')).toEqual({
    done: 3,
    all: 3,
    refused: [{ act: act('2'), title: 'Report 2', why: 'No: 403.' }],
  })
  expect([signed, asked]).toEqual([[act('1'), act('3')], 3])
  endRun('duty.me')
  expect(runAt('duty.me')).toBeUndefined()
})

test.each([
  ['the node is not reached', unreached()],
  ['the session is over', refused(401)],
  ['something is broken', new TypeError('broken')],
])('console: a run stops where %s, and asks for nothing more', async (_, error) => {
  const acts = ['1', '2', '3'].map((mark) => ({ act: act(mark), title: mark }))
  const asked: string[] = []
  const sign = (one: string): Promise<void> => {
    asked.push(one)
    return asked.length === 2 ? Promise.reject(error) : Promise.resolve()
  }
  const signed: string[] = []
  await runAll('duty.all', { acts, sign, onSigned: (one) => signed.push(one) })
  expect([asked.length, signed]).toEqual([2, [act('1')]])
  expect(runAt('duty.all')).toEqual({ done: 1, all: 3, refused: [], stopped: error })
  endRun('duty.all')
})
