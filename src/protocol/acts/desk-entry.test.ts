import { expect, test } from 'vitest'
import { DeskHours, weekdays } from './desk-entry.ts'

const hours = (more: object) => DeskHours.safeParse({ zone: 'Europe/Berlin', shifts: 'always', ...more }).success
const turn = (hour: number) => ({ from: `0${hour}:00`, until: `0${hour}:30` })
const turns = (count: number) => Array.from({ length: count }, (_, hour) => turn(hour))
const days = (count: number, of: object) =>
  Array.from({ length: count }, (_, day) => ({
    date: `2027-0${1 + Math.floor(day / 28)}-${String((day % 28) + 1).padStart(2, '0')}`,
    ...of,
  }))

test('D1 an exceptional day is named once', () => {
  expect(hours({ exceptions: days(120, { turns: [] }) })).toBe(true)
  const [day] = days(1, { turns: turns(1) })
  expect(hours({ exceptions: [day] })).toBe(true)
  expect(hours({ exceptions: [day, day] })).toBe(false)
  expect(hours({ exceptions: [day, { ...day, turns: [] }] })).toBe(false)
})

test('D1 hours stay cheap to read: four turns begin on a day at most, and 240 on all exceptional days', () => {
  expect(hours({ shifts: turns(4).map((each) => ({ days: [...weekdays], ...each })) })).toBe(true)
  expect(hours({ shifts: turns(5).map((each) => ({ days: ['mon'], ...each })) })).toBe(false)
  expect(hours({ shifts: turns(7).map((each, at) => ({ days: [weekdays[at]], ...each })) })).toBe(true)
  expect(hours({ exceptions: days(60, { turns: turns(4) }) })).toBe(true)
  expect(hours({ exceptions: days(61, { turns: turns(4) }) })).toBe(false)
})
