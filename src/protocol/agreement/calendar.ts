import { encodeUtf8 } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import { dateText } from './day.ts'
import type { Deadline } from './deadlines.ts'

/** What a calendar is made of. */
export interface CalendarFacts {
  /** Whose days they are: agreement and coalition, in the identifiers. */
  readonly name: string
  readonly utcOffset: string
  readonly asOf: Instant
  readonly deadlines: readonly Deadline[]
  /** Each day's line in the reader's language. */
  readonly summary: (deadline: Deadline) => string
}

/** Days as iCalendar (RFC 5545), whole days at the depositary's seat, each with an identifier that stays when its date moves. */
export function calendarText({ name, utcOffset, asOf, deadlines, summary }: CalendarFacts): string {
  const stamp = asOf.replaceAll(/[-:]|\.\d{3}/gu, '')
  const lines = deadlines.flatMap((deadline) => {
    const { at, kind, party = 'all', reservation, step } = deadline
    const parts = [name, kind, party, reservation ?? step ?? ''].filter((part) => part !== '')
    return [
      'BEGIN:VEVENT',
      `UID:${escaped(parts.join('/'))}@tamga`,
      `DTSTAMP:${stamp}`,
      `DTSTART;VALUE=DATE:${dateText(at, utcOffset).replaceAll('-', '')}`,
      `SUMMARY:${escaped(summary(deadline))}`,
      'TRANSP:TRANSPARENT',
      ...(at > asOf ? alarm(summary(deadline)) : []),
      'END:VEVENT',
    ]
  })
  const all = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Tamga//Agreements//EN', ...lines, 'END:VCALENDAR']
  return all.map((line) => `${folded(line)}\r\n`).join('')
}

/** RFC 5545, 3.6.6: a week before the day, a calendar program reminds of it. */
const alarm = (text: string): readonly string[] => [
  'BEGIN:VALARM',
  'ACTION:DISPLAY',
  'TRIGGER:-P7D',
  `DESCRIPTION:${escaped(text)}`,
  'END:VALARM',
]

/** RFC 5545, 3.3.11. */
const escaped = (text: string): string => text.replaceAll(/[\\;,]/gu, '\\$&').replaceAll(/\r\n|\r|\n/gu, '\\n')

/** RFC 5545, 3.1: at most 75 octets in a line, the rest behind a space; a character is never cut. */
function folded(line: string): string {
  let octets = 0
  return Array.from(line)
    .map((character) => {
      const length = encodeUtf8(character).length
      const isOver = octets + length > 75
      octets = (isOver ? 1 : octets) + length
      return isOver ? `\r\n ${character}` : character
    })
    .join('')
}
