const length = 36
const hyphen = 0x2d
/** Of a character: 1 a digit or a letter of lower-case hex, 2 a letter of upper-case hex. */
const hex = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  return /[0-9a-f]/u.test(character) ? 1 : /[A-F]/u.test(character) ? 2 : 0
})

/**
 * How the UUID is written that a text ends with from `from` on, 8-4-4-4-12 digits of hex; `undefined` for anything else. Looked at character by
 * character: every object has several.
 */
export function uuidCaseOf(text: string, from: number): 'lower' | 'mixed' | undefined {
  if (text.length - from !== length || from < 0) return undefined
  let seen = 0
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(from + at)
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (code !== hyphen) return undefined
      continue
    }
    const kind = hex[code] ?? 0
    if (kind === 0) return undefined
    seen |= kind
  }
  return seen === 1 ? 'lower' : 'mixed'
}
