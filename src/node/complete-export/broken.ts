/** What is not as it was written. */
export type What =
  | 'chain'
  | 'charter'
  | 'checkpoint'
  | 'counts'
  | 'mark'
  | 'digest'
  | 'entry'
  | 'form'
  | 'gap'
  | 'header'
  | 'heads'
  | 'id'
  | 'missing'
  | 'order'
  | 'proof'
  | 'signature'
  | 'tile'
  | 'truncated'

/** Thrown where a complete export is not one: the member, and what of it. */
export class Broken extends Error {
  readonly member: string
  readonly what: What

  constructor(member: string, what: What) {
    super(`${what} ${member}`)
    this.name = 'Broken'
    this.member = member
    this.what = what
  }
}

export function must<Value>(value: Value | undefined, member: string, what: What): Value {
  if (value === undefined) throw new Broken(member, what)
  return value
}

export function hold(isTrue: boolean, member: string, what: What): void {
  if (!isTrue) throw new Broken(member, what)
}
