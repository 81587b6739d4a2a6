const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,100})?Z$/u
const secondsLength = '0000-00-00T00:00:00'.length
const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * A sort key of a STIX timestamp (RFC 3339 in UTC, `Z`, a fraction of up to 100 digits): equal moments have equal keys and keys
 * sort as text. `2020-01-02T03:04:05.120Z` gives `2020-01-02T03:04:05.12`. `undefined` for what is no timestamp.
 */
export function timestampKey(text: string): string | undefined {
  if (!isTimestamp(text)) return undefined
  const seconds = text.slice(0, secondsLength)
  const rest = text.slice(secondsLength)
  return rest === 'Z' ? seconds : `${seconds}${withoutZeros(rest)}`
}

export function isTimestamp(text: string): boolean {
  return form.test(text) && isMoment(text)
}

function isMoment(text: string): boolean {
  const year = Number(text.slice(0, 4))
  const [month, day] = [twoDigits(text, 5), twoDigits(text, 8)]
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = month === 2 && !isLeap ? 28 : (daysOfMonth[month - 1] ?? 0)
  return day >= 1 && day <= days && twoDigits(text, 11) < 24 && twoDigits(text, 14) < 60 && twoDigits(text, 17) < 60
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - 0x30) * 10 + text.charCodeAt(at + 1) - 0x30
}

/** `.120Z` gives `.12`, `.000Z` nothing. */
function withoutZeros(rest: string): string {
  let end = rest.length - 1
  while (end > 1 && rest[end - 1] === '0') end -= 1
  return end === 1 ? '' : rest.slice(0, end)
}
