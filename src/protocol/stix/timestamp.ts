const secondsLength = '0000-00-00T00:00:00'.length
const [zero, hyphen, point, colon, upperT, upperZ] = [0x30, 0x2d, 0x2e, 0x3a, 0x54, 0x5a]
const mostDigits = 100
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

/** RFC 3339 in UTC. Looked at character by character: every object has several. */
export function isTimestamp(text: string): boolean {
  const last = text.length - 1
  if (text.charCodeAt(last) !== upperZ || !hasMarks(text) || !isFraction(text, last)) return false
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2)
  const [month, day] = [twoDigits(text, 5), twoDigits(text, 8)]
  const [hours, minutes, seconds] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)]
  // What is no digit makes NaN of all of it.
  return year >= 0 && day >= 1 && day <= daysOf(year, month) && hours < 24 && minutes < 60 && seconds < 60
}

function hasMarks(text: string): boolean {
  const isDate = text.charCodeAt(4) === hyphen && text.charCodeAt(7) === hyphen && text.charCodeAt(10) === upperT
  return isDate && text.charCodeAt(13) === colon && text.charCodeAt(16) === colon
}

/** Nothing, or a point and up to 100 digits, from behind the seconds to before `end`. */
function isFraction(text: string, end: number): boolean {
  if (end === secondsLength) return true
  const from = secondsLength + 1
  if (text.charCodeAt(secondsLength) !== point || end === from || end > from + mostDigits) return false
  for (let at = from; at < end; at += 1) if (!isDigit(text.charCodeAt(at))) return false
  return true
}

function daysOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 && !isLeap ? 28 : (daysOfMonth[month - 1] ?? 0)
}

function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at), text.charCodeAt(at + 1)]
  return isDigit(tens) && isDigit(ones) ? (tens - zero) * 10 + ones - zero : NaN
}

const isDigit = (code: number): boolean => code >= zero && code <= zero + 9

/** `.120Z` gives `.12`, `.000Z` nothing. */
function withoutZeros(rest: string): string {
  let end = rest.length - 1
  while (end > 1 && rest[end - 1] === '0') end -= 1
  return end === 1 ? '' : rest.slice(0, end)
}
