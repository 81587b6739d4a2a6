import type { Steps } from './steps.ts'

/** Whether the whole text is as the form says: `%` is any characters, `_` is one. Each `%` is tried again only from the last one on. */
export function isLike(text: string, form: string, steps: Steps): boolean {
  const [given, wanted] = [Array.from(text), Array.from(form)]
  let [at, place] = [0, 0]
  let [lastAny, anyFrom] = [-1, 0]
  while (at < given.length) {
    if (!steps.spend()) return false
    const sign = wanted[place]
    if (sign === '%') {
      lastAny = place
      anyFrom = at
      place += 1
    } else if (sign !== undefined && (sign === '_' || sign === given[at])) {
      at += 1
      place += 1
    } else if (lastAny >= 0) {
      anyFrom += 1
      at = anyFrom
      place = lastAny + 1
    } else return false
  }
  return wanted.slice(place).every((sign) => sign === '%')
}
