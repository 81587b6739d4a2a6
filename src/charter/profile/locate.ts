/** Line of a JSON text, counted from 1, on which each value and member name begins, by its path. */
export type Lines = ReadonlyMap<string, number>

type Path = readonly (string | number)[]
const keyOf = (path: Path): string => JSON.stringify(path.map(String))

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/gu

interface Open {
  readonly isArray: boolean
  /** Of an array the index of the next value; of an object the name last read. */
  at: string | number
  expectsName: boolean
}

/** Reads a text that is known to be JSON. */
export function linesOf(text: string): Lines {
  const lines = new Map<string, number>()
  const open: Open[] = []
  let line = 1
  let read = 0
  const mark = (): void => {
    lines.set(keyOf(open.map(({ at }) => at)), line)
  }
  for (const { 0: word, index } of text.matchAll(token)) {
    for (; read < index; read++) if (text.charCodeAt(read) === 10) line++
    const inside = open.at(-1)
    if (word === '}' || word === ']') open.pop()
    else if (word === ',') next(inside)
    else if (word === ':') continue
    else if (inside?.expectsName === true) {
      inside.at = JSON.parse(word) as string
      inside.expectsName = false
      mark()
    } else {
      if (inside === undefined || inside.isArray) mark()
      if (word === '{') open.push({ isArray: false, at: '', expectsName: true })
      if (word === '[') open.push({ isArray: true, at: 0, expectsName: false })
    }
  }
  return lines
}

/** The line of the value at that path, or of the nearest that holds it. */
export function lineOf(lines: Lines, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const line = lines.get(keyOf(path.slice(0, length)))
    if (line !== undefined) return line
  }
  return 1
}

function next(inside: Open | undefined): void {
  if (inside === undefined) return
  if (typeof inside.at === 'number') inside.at++
  else inside.expectsName = true
}
