import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'

/** A place in a text: `offset` in UTF-16 units from 0, `line` and `column` from 1, the column in code points. */
export interface Place {
  readonly offset: number
  readonly line: number
  readonly column: number
}

export function placeOf(text: string, offset: number): Place {
  let [line, from] = [1, 0]
  for (let end = text.indexOf('\n'); end >= 0 && end < offset; end = text.indexOf('\n', from)) {
    line += 1
    from = end + 1
  }
  return { offset, line, column: codePoints(text, from, offset) + 1 }
}

function codePoints(text: string, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) count += 1
  return count
}

interface Wrong {
  readonly code: Code
  readonly rule: string
  readonly params?: Readonly<Record<string, string | number>>
}

/** A refusal that names its place: `offset`, `line`, `column` among its parameters. */
export function refuseAt(text: string, offset: number, { code, rule, params }: Wrong): Refusal<Code> {
  return refuse(code, rule, { ...placeOf(text, offset), ...params })
}
