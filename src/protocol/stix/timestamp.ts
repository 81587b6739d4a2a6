const shape = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,100}))?Z$/u
const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * A sort key of a STIX timestamp (RFC 3339 in UTC, `Z`, a fraction of up to 100 digits): equal moments have equal keys and keys sort as text.
 * `2020-01-02T03:04:05.120Z` gives `2020-01-02T03:04:05.12`. `undefined` for what is no timestamp.
 */
export function timestampKey(text: string): string | undefined {
  const parts = shape.exec(text)
  if (parts === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number)
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = month === 2 && !isLeap ? 28 : (daysOfMonth[month - 1] ?? 0)
  if (day < 1 || day > days || hour > 23 || minute > 59 || second > 59) return undefined
  const fraction = (parts[7] ?? '').replace(/0+$/u, '')
  return fraction === '' ? text.slice(0, 19) : `${text.slice(0, 19)}.${fraction}`
}
