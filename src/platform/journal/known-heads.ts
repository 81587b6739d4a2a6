import { encodeUtf8 } from '#kernel/bytes.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { TrustedHead } from '#protocol/journal/proof.ts'
import { sha256Hex } from '#protocol/suite/sha-256.ts'

const mostHeads = 4096

/**
 * Heads whose signatures were verified, by whose journal they were verified as and by the text of their notes: the next proof may rest on the
 * same. No more are kept than so many, the ones asked for last; of a note that does not hold, that it does not.
 */
export class KnownHeads {
  readonly #heads = new Map<string, TrustedHead | undefined>()
  readonly #most: number

  constructor(most = mostHeads) {
    this.#most = most
  }

  of(author: Party, note: string, open: () => TrustedHead | undefined): TrustedHead | undefined {
    const name = `${author} ${sha256Hex(encodeUtf8(note))}`
    const head = this.#heads.has(name) ? this.#heads.get(name) : open()
    this.#heads.delete(name)
    this.#heads.set(name, head)
    const [oldest] = this.#heads.keys()
    if (this.#heads.size > this.#most && oldest !== undefined) this.#heads.delete(oldest)
    return head
  }
}
