import { decodeUtf8, equalBytes, fromBase64Url } from '#kernel/bytes.ts'
import type { Party } from '#protocol/identity/party.ts'
import { openCheckpoint, parseCount, type Checkpoint } from '#protocol/journal/checkpoint.ts'
import { cosignersOf, type Cosigner } from '#protocol/journal/cosignature.ts'
import { Frontier } from '#protocol/journal/frontier.ts'
import { isInInterval } from '#protocol/journal/interval.ts'
import { hashBytes, leafHash, rootOfHashes } from '#protocol/journal/merkle.ts'
import type { NoteKey } from '#protocol/journal/note.ts'
import { decodeBundle, parseTilePath, tileWidth, widthAt, type TileRef } from '#protocol/journal/tile.ts'
import { headsLeafOf } from '#platform/journal/enter.ts'
import type { Charter } from '#charter/charter.ts'
import { everyCosigner, journalNames } from '#charter/journals.ts'
import { hold, must } from './broken.ts'
import { HeadsLine, linesOf, type Tally } from './layout.ts'

/**
 * The journal of the party, recomputed from its leaves: every kept checkpoint is signed, cosigned and the head of these leaves, every tile
 * is what lies below it, every entry hashes to its leaf and every list of heads stands in its entry. Holds one tile of leaves at a time.
 */
export class JournalCheck {
  readonly #log: NoteKey
  readonly #cosigners: readonly Cosigner[]
  readonly #tree = Frontier.empty()
  /** Roots by size, of the checkpoints. */
  readonly #roots = new Map<number, Uint8Array>()
  /** Roots of the full tiles of each level, one after the other. */
  readonly #full: Uint8Array[][] = []
  #leaves: readonly Uint8Array[] = []
  #contents: readonly Uint8Array[] = []
  #largest = 0

  constructor(charter: Charter, self: Party, member: string) {
    this.#log = journalNames(must(charter.parties.get(self), member, 'charter')).journalKey
    this.#cosigners = everyCosigner(charter, self)
  }

  /** `path`: below the epoch. */
  take(path: string, member: string, content: Uint8Array, tally: Tally): void {
    const [room = '', name = ''] = path.split('/')
    if (room === 'checkpoints') return this.#checkpoint({ name, member }, content, tally)
    if (room === 'heads') return this.#heads(member, content, tally)
    const ref = must(parseTilePath(path), member, 'order')
    hold(ref.width === widthAt(this.#largest, ref.level === 'entries' ? 0 : ref.level, ref.index), member, 'tile')
    if (ref.level === 'entries') return this.#entries(ref, member, content, tally)
    if (ref.level === 0) return this.#lowest(ref, member, content)
    return this.#above({ ...ref, level: ref.level }, member, content)
  }

  /** Whether a head that a proof rests on is one of this journal. */
  isHead({ size, root }: Checkpoint): boolean {
    const known = this.#roots.get(size)
    return known !== undefined && equalBytes(known, root)
  }

  end(member: string): void {
    hold(this.#tree.size === this.#largest, member, 'missing')
    for (let level = 0; widthAt(this.#largest, level + 1, 0) > 0; level += 1)
      hold((this.#full[level]?.length ?? 0) === Math.floor(this.#largest / tileWidth ** (level + 1)), member, 'missing')
  }

  #checkpoint({ name, member }: { readonly name: string; readonly member: string }, content: Uint8Array, tally: Tally) {
    hold(this.#tree.size === 0, member, 'order')
    const signed = must(openCheckpoint(decodeUtf8(content) ?? '', this.#log), member, 'signature')
    const names = new Set(cosignersOf(signed.note, this.#cosigners).map((one) => one.name))
    const keys = this.#cosigners.filter((one) => names.has(one.name)).flatMap((one) => one.keys)
    hold(signed.note.signatures.length === 1 + keys.length, member, 'signature')
    const { size, root } = signed.head
    hold(parseCount(name) === size && !this.#roots.has(size), member, 'checkpoint')
    this.#roots.set(size, root)
    this.#largest = Math.max(this.#largest, size)
    tally.counts.checkpoints += 1
  }

  #lowest({ index, width }: TileRef, member: string, content: Uint8Array): void {
    hold(index * tileWidth === this.#tree.size && content.length === width * hashBytes, member, 'tile')
    this.#leaves = hashesIn(content)
    this.#contents = []
    for (const leaf of this.#leaves) {
      this.#tree.append(leaf)
      const root = this.#roots.get(this.#tree.size)
      hold(root === undefined || equalBytes(root, this.#tree.root()), member, 'checkpoint')
    }
    this.#fill(0, width, content)
  }

  #above({ level, index, width }: TileRef & { readonly level: number }, member: string, content: Uint8Array): void {
    const below = (this.#full[level - 1] ?? []).slice(index * tileWidth, index * tileWidth + width)
    const isSame = hashesIn(content).every((hash, at) => equalBytes(hash, below[at] ?? new Uint8Array(0)))
    hold(content.length === width * hashBytes && below.length === width && isSame, member, 'tile')
    this.#fill(level, width, content)
  }

  #fill(level: number, width: number, content: Uint8Array): void {
    const roots = (this.#full[level] ??= [])
    if (width === tileWidth) roots.push(rootOfHashes(content))
  }

  #entries({ index, width }: TileRef, member: string, content: Uint8Array, tally: Tally): void {
    this.#contents = must(decodeBundle(content, width), member, 'entry')
    hold((index + 1) * tileWidth >= this.#tree.size && this.#contents.length === this.#leaves.length, member, 'order')
    const isSame = this.#contents.every(
      (entry, at) => entry.length === 0 || equalBytes(leafHash(entry), this.#leaves[at] ?? new Uint8Array(0)),
    )
    hold(isSame, member, 'entry')
    tally.counts.entries += width
  }

  #heads(member: string, content: Uint8Array, tally: Tally): void {
    for (const line of linesOf(content, HeadsLine)) {
      const { entry, position, siblings, text } = must(line, member, 'form')
      const held = this.#contents[entry % tileWidth] ?? new Uint8Array(0)
      const place = { leaf: headsLeafOf(text), position, siblings: fromBase64Url(siblings) ?? new Uint8Array(0) }
      hold(held.length === 0 || isInInterval(place, held), member, 'heads')
      tally.counts.heads += 1
    }
  }
}

const hashesIn = (content: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: Math.floor(content.length / hashBytes) }, (_, at) =>
    content.subarray(at * hashBytes, (at + 1) * hashBytes),
  )
