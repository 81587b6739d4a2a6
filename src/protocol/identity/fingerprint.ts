import { fromHex } from '#kernel/bytes.ts'

const consonants = 'bdfghjklmnprstvz'
const vowels = 'aiou'

/** What two people compare aloud: 128 bits, enough that nobody finds a second key or charter with the same words. */
const comparedBytes = 16

/**
 * The first 16 bytes of a digest as eight words of five letters, `lusab-babad-...`: two bytes a word, consonants and vowels in turn
 * (proquints, arXiv:0901.4016). Said and heard alike in the languages of a coalition, without a word list of any of them.
 * `digest`: at least 16 bytes, for example of an act's or a key's id.
 */
export function fingerprintWords(digest: Uint8Array): string {
  const view = new DataView(digest.buffer, digest.byteOffset, comparedBytes)
  return Array.from({ length: comparedBytes / 2 }, (_, at) => word(view.getUint16(at * 2))).join('-')
}

/** The words of an id that ends in a digest: `act--…`, `key--…`. */
export const idWords = (id: string): string =>
  fingerprintWords(fromHex(id.slice(id.indexOf('--') + 2)) ?? new Uint8Array(32))

/** Whether a person typed these words: capitals and what stands between the words do not matter. */
export function areSameWords(typed: string, words: string): boolean {
  const letters = (text: string): string => text.toLowerCase().replaceAll(/[\s-]+/gu, '')
  return letters(typed) === letters(words)
}

/** 16 bits: consonant 4, vowel 2, consonant 4, vowel 2, consonant 4. */
function word(bits: number): string {
  const consonant = (shift: number) => consonants.charAt((bits >> shift) & 15)
  const vowel = (shift: number) => vowels.charAt((bits >> shift) & 3)
  return consonant(12) + vowel(10) + consonant(6) + vowel(4) + consonant(0)
}
