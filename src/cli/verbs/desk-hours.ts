import { weekdays, type DeskHours, type Shift } from '#protocol/acts/desk-entry.ts'
import { stop } from '../stop.ts'

const days = weekdays.join('|')
const turn = new RegExp(`^((?:${days})(?:[-,](?:${days}))*) +(\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)$`, 'u')

/** `always`, or `mon-fri 08:00-20:00; sat,sun 10:00-14:00`. */
export function shiftsOf(text: string): DeskHours['shifts'] {
  if (text.trim() === 'always') return 'always'
  return text.split(';').map((part) => {
    const [whole, named = '', from = '', until = ''] = turn.exec(part.trim()) ?? []
    if (whole === undefined) throw stop('option-invalid', { option: '--hours', value: part.trim() })
    return { days: named.split(',').flatMap(daysOf), from, until }
  })
}

/** `fri-mon` goes over the end of the week. */
export function daysOf(named: string): Shift['days'] {
  const [first = '', last = first] = named.split('-')
  const at = (day: string) => {
    const place = weekdays.findIndex((each) => each === day)
    if (place < 0) throw stop('option-invalid', { option: '--days', value: named })
    return place
  }
  const count = ((at(last) - at(first) + 7) % 7) + 1
  return [...weekdays, ...weekdays].slice(at(first), at(first) + count)
}

/** The same for people: days that follow one another as a stretch. */
export function shiftsText(shifts: readonly Shift[], dayWord: (day: string) => string): string {
  return shifts.map(({ days: on, from, until }) => `${daysText(on, dayWord)} ${from}–${until}`).join('; ')
}

export function daysText(on: readonly string[], dayWord: (day: string) => string): string {
  const places = on.map((day) => weekdays.findIndex((each) => each === day))
  const [first = 0] = places
  const isStretch = on.length > 2 && places.every((place, at) => place === (first + at) % 7)
  if (isStretch) return `${dayWord(on[0] ?? '')}–${dayWord(on.at(-1) ?? '')}`
  return on.map(dayWord).join(',')
}
