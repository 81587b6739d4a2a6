/** A word's number is below this: 48 bits, of which `bucketOf` takes the upper 32. */
export const wordHashes = 2 ** 48

/**
 * The number that stands for a word in the index, the same on every node and in every database. Two words of one number are
 * found by each other: by chance once in a hundred billion pairs of words in use, on purpose by whoever makes words up for it, who
 * thereby shows his own text to readers who see it anyway.
 */
export function hashOf(word: string): number {
  let [upper, lower] = [0xdeadbeef, 0x41c6ce57]
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at)
    upper = Math.imul(upper ^ code, 0x9e3779b1)
    lower = Math.imul(lower ^ code, 0x5f356495)
  }
  const first = mixed(upper) ^ Math.imul(lower ^ (lower >>> 13), 0xc2b2ae35)
  const second = mixed(lower) ^ Math.imul(upper ^ (upper >>> 13), 0xc2b2ae35)
  return (first >>> 0) * 0x10000 + (second >>> 16)
}

const mixed = (half: number): number => Math.imul(half ^ (half >>> 16), 0x85ebca6b)
