const item = /"(?<quoted>[^"]+)"|(?<plain>[^\s"]+)/guy
const gap = /\s+/guy

/** A list as CAP writes it: separated by whitespace, in double quotes where an item contains whitespace (CAP 1.2, 3.2.1: addresses, incidents). */
export function parseGroup(text: string): readonly string[] | undefined {
  const items: string[] = []
  let at = 0
  const skip = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found !== null) at = pattern.lastIndex
    return found
  }
  skip(gap)
  while (at < text.length) {
    const found = skip(item)
    const value = found?.groups?.['quoted'] ?? found?.groups?.['plain']
    if (value === undefined) return undefined
    items.push(value)
    if (skip(gap) === null && at < text.length) return undefined
  }
  return items.length === 0 ? undefined : items
}

/** The list in CAP's spelling. Items must not contain double quotes. */
export function groupOf(items: readonly string[]): string {
  return items.map((each) => (/\s/u.test(each) ? `"${each}"` : each)).join(' ')
}
