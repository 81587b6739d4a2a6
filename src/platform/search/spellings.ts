import { spelledAlone } from './words.ts'

/** By its code what a character is to a chunk (`characterKinds`), and how it is spelled there. */
export interface Spellings {
  readonly kinds: Uint8Array
  readonly codes: Uint16Array
}

/** Of what depends on what is around it. */
export const dependentKind = 255

/** ASCII, Cyrillic, punctuation of texts in both, of Chinese and at full width: what these texts are made of. */
const looked: readonly (readonly [from: number, to: number])[] = [
  [0, 0x7f],
  [0xa0, 0xbf],
  [0x400, 0x4ff],
  [0x2010, 0x203a],
  [0x3000, 0x3020],
  [0xff01, 0xff5e],
]
/** Each is a letter of its own that is spelled in one way. */
const unified = [0x4e00, 0x9fff] as const
const denseKind = spelledAlone(unified[0])?.kind ?? dependentKind

let made: Spellings | undefined

/** Made when first asked for. */
export function spellings(): Spellings {
  made ??= makeSpellings()
  return made
}

function makeSpellings(): Spellings {
  const kinds = new Uint8Array(0x10000).fill(dependentKind)
  const codes = new Uint16Array(0x10000)
  for (const [from, to] of looked) {
    for (let code = from; code <= to; code += 1) {
      const alone = spelledAlone(code)
      if (alone === undefined) continue
      kinds[code] = alone.kind
      codes[code] = alone.code
    }
  }
  for (let code: number = unified[0]; code <= unified[1]; code += 1) {
    kinds[code] = denseKind
    codes[code] = code
  }
  return { kinds, codes }
}
