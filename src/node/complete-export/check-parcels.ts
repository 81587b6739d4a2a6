import { fromBase64Url } from '#kernel/bytes.ts'
import type { Party } from '#protocol/identity/party.ts'
import { rawKey } from '#protocol/identity/key-id.ts'
import { beforeFirst, nextInChain, type Linked } from '#protocol/parcel/chain.ts'
import type { Charter } from '#charter/charter.ts'
import { keySetsOf } from '#charter/standing.ts'
import { Broken, hold, must } from './broken.ts'
import { linesOf, ParcelLine, type Tally } from './layout.ts'

/** Raw `link` keys of a party, present and former. */
export function linkKeysIn(charter: Charter, party: Party): readonly Uint8Array[] {
  return [...new Set(keySetsOf(charter, party).map(({ link }) => link.ed25519))].map(rawKey)
}

/** Headers of the streams as they come by: signed, numbered without gap, each naming the one before. */
export class ParcelCheck {
  readonly #charter: Charter
  readonly #self: Party
  #stream = ''
  #last: Linked = beforeFirst

  constructor(charter: Charter, self: Party) {
    this.#charter = charter
    this.#self = self
  }

  take(member: string, content: Uint8Array, tally: Tally): void {
    const [, way = '', peer = '', stream = ''] = member.split('/')
    if (way !== 'sent' && way !== 'received') throw new Broken(member, 'order')
    const name = `${way}/${peer}/${stream}`
    if (name !== this.#stream) [this.#stream, this.#last] = [name, beforeFirst]
    const from =
      way === 'sent'
        ? this.#self
        : must(
            [...this.#charter.parties.keys()].find((party) => party === peer),
            member,
            'charter',
          )
    const keys = linkKeysIn(this.#charter, from)
    for (const read of linesOf(content, ParcelLine)) {
      const line = must(read, member, 'form')
      const signed = { header: bytesOf(line.header), signature: bytesOf(line.signature) }
      const next = nextInChain(signed, keys, line.opens ? undefined : this.#last)
      if (typeof next === 'string') throw new Broken(member, next)
      const { header } = next
      const to = way === 'sent' ? peer : this.#self
      hold(header.from === from && header.to === to && header.stream === stream, member, 'header')
      hold(header.coalition === this.#charter.id, member, 'header')
      this.#last = next.linked
      tally.counts[way] += 1
    }
  }
}

const bytesOf = (text: string): Uint8Array => fromBase64Url(text) ?? new Uint8Array(0)
