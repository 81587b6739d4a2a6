import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { Track } from '#protocol/acts/agreement-track.ts'
import { clausesOf, on, told } from '../../../test/suites/agreement-story.ts'
import { calendarText } from './calendar.ts'
import { deadlines } from './deadlines.ts'
import { lawOf } from './law.ts'

const clauses = clausesOf({
  utcOffset: '+08:00',
  signature: { until: on('2027-06-30T16:00:00.000Z') },
  entry: { conditions: [{ count: 2 }], delay: { days: 30 } },
  denunciation: { notice: { months: 6 } },
  duration: { months: 60 },
})
const reservation = { articles: ['9'], effect: 'excludes', text: 'Not article 9.' }
const events = told(
  'alt 2027-01-01 accession',
  ['bor 2027-03-01 reservation', reservation],
  ['bor 2027-03-01 accession', { reservations: ['2'] }],
  'alt 2027-09-01 denunciation',
)
const tracks = [
  Track.parse({
    party: 'cas',
    instrument: 'accession',
    steps: [
      {
        step: 'parliament',
        state: {
          kind: 'expected',
          expected: { earliest: on('2027-05-01'), likely: on('2027-05-20'), latest: on('2027-08-01'), confidence: 50 },
        },
      },
    ],
  }),
]
const days = deadlines({ clauses, law: lawOf(clauses, events).law, tracks })

test('A13 every day that matters is there, in order', () => {
  expect(days.map(({ at, kind, party = '' }) => `${at.slice(0, 10)} ${kind} ${String(party)}`.trim())).toEqual([
    '2027-03-30 enters-into-force',
    '2027-03-30 in-force-for alt',
    '2027-03-30 in-force-for bor',
    '2027-05-20 step cas',
    '2027-06-30 signature-closes',
    '2028-02-29 leaves alt',
    '2028-03-01 objection bor',
    '2032-03-30 ends',
  ])
})

const calendar = calendarText({
  name: 'open-skies',
  utcOffset: clauses.utcOffset,
  asOf: on('2027-04-01T12:34:56.789Z'),
  deadlines: days,
  summary: ({ kind, party }) =>
    `Открытое небо, соглашение о доверии; ${kind}\nfor ${party ?? 'all'} ${'天'.repeat(30)}`,
})

test('RFC 5545 lines end with CRLF, have at most 75 octets and no character is cut', () => {
  expect(calendar.endsWith('END:VCALENDAR\r\n')).toBe(true)
  expect(calendar.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/u)
  for (const line of calendar.split('\r\n')) expect(encodeUtf8(line).length).toBeLessThanOrEqual(75)
  expect(calendar.replaceAll('\r\n ', '')).toContain(`for cas ${'天'.repeat(30)}`)
})

test('RFC 5545 an event has an identifier, a stamp, a whole day at the seat and an escaped text', () => {
  const unfolded = calendar.replaceAll('\r\n ', '')
  const [first = ''] = unfolded.split('BEGIN:VEVENT\r\n').slice(1)
  expect(first).toContain(
    'UID:open-skies/enters-into-force/all@tamga\r\nDTSTAMP:20270401T123456Z\r\nDTSTART;VALUE=DATE:20270331\r\n',
  )
  expect(first).toContain('SUMMARY:Открытое небо\\, соглашение о доверии\\; enters-into-force\\nfor all')
  expect(unfolded.match(/^BEGIN:VEVENT$/gmu)?.length).toBe(days.length)
  const uids = [...unfolded.matchAll(/^UID:.*$/gmu)].map(([uid]) => uid)
  expect(new Set(uids).size).toBe(days.length)
})

test('RFC 5545 a calendar program reminds of each day ahead a week before, and of none that is past', () => {
  const events_ = calendar.replaceAll('\r\n ', '').split('BEGIN:VEVENT\r\n').slice(1)
  expect(
    events_.map((event) => event.includes('BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P7D\r\nDESCRIPTION:')),
  ).toEqual(days.map(({ at }) => at > '2027-04-01'))
})
