import * as fc from 'fast-check'
import { expect } from 'vitest'
import type { Found, FoundPage, SearchReader } from '#platform/search/search.ts'
import type { Room, Rule } from './search-room.ts'

const reader: SearchReader = { levels: ['open'], categories: 'all' }
const query = { text: 'kite' }

const text = fc.constantFrom(
  { name: 'kite' },
  { name: 'a kite, a kite', description: 'kite' },
  { name: 'heron', description: 'like a kite' },
  { name: 'heron' },
)
const share = fc.record({ texts: fc.array(text, { minLength: 1, maxLength: 4 }), isHidden: fc.boolean() })
const write = fc.oneof(
  share.map((shared) => ({ kind: 'share' as const, ...shared })),
  fc.nat(7).map((at) => ({ kind: 'erase' as const, at })),
)

/** What stands in the index of one run, under names that no other run has. */
class Shelf {
  readonly #room: Room
  readonly #run: number
  readonly names: string[] = []

  constructor(room: Room, run: number) {
    this.#room = room
    this.#run = run
  }

  async share({ texts, isHidden }: { readonly texts: readonly object[]; readonly isHidden: boolean }): Promise<void> {
    const name = `${this.#run}.${this.names.length}`
    this.names.push(name)
    await this.#room.share(name, texts, { level: isHidden ? 'secret' : 'open' })
  }

  async erase(at: number): Promise<void> {
    const name = this.names[at]
    if (name !== undefined) await this.#room.erase(name)
  }

  async clear(): Promise<void> {
    for (const name of this.names) await this.#room.erase(name)
  }
}

const keyOf = ({ act, position }: Found): string => `${act} ${position}`

/** Lists that others write to while they are read. */
export function pagingSuite(rule: Rule): void {
  rule(
    'SR7 while others write, what stood at the start is given once, in its order, and nothing twice',
    async (room) => {
      let run = 0
      const order = fc.constantFrom<NonNullable<FoundPage['order']>>('relevance', 'time')
      const all = { limit: 10_000 }
      const property = fc.asyncProperty(
        fc.array(share, { maxLength: 7 }),
        fc.array(fc.array(write, { maxLength: 2 }), { maxLength: 8 }),
        fc.tuple(fc.integer({ min: 1, max: 4 }), order),
        async (shares, writes, [limit, sorted]) => {
          const shelf = new Shelf(room, (run += 1))
          for (const one of shares) await shelf.share(one)
          const page = { limit, order: sorted }
          const stood = (await room.search.find(query, reader, { ...all, order: sorted })).finds.map(keyOf)
          const given: string[] = []
          let after: FoundPage['after']
          for (let number = 0; ; number += 1) {
            const found = (
              await room.search.find(query, reader, { ...page, ...(after === undefined ? {} : { after }) })
            ).finds
            given.push(...found.map(keyOf))
            if (found.length < limit) break
            after = found.at(-1)?.place
            for (const change of writes[number] ?? [])
              await (change.kind === 'share' ? shelf.share(change) : shelf.erase(change.at))
          }
          const stand = new Set((await room.search.find(query, reader, all)).finds.map(keyOf))
          expect(new Set(given).size).toBe(given.length)
          expect(given.filter((key) => stood.includes(key) && stand.has(key))).toEqual(
            stood.filter((key) => stand.has(key)),
          )
          await shelf.clear()
        },
      )
      await fc.assert(property, { numRuns: 15 })
    },
  )
}
