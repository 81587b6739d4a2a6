import { concat } from '#kernel/bytes.ts'
import { hashBytes, joinNodes, nodesOfRange, rootOfHashes } from '#protocol/journal/merkle.ts'
import { tileWidth } from '#protocol/journal/tile.ts'

/** A tile that an appended leaf has filled. */
export interface BuiltTile {
  readonly level: number
  readonly index: number
  readonly hashes: Uint8Array
  readonly root: Uint8Array
}

interface Level {
  readonly hashes: Uint8Array
  width: number
  /** Tiles filled so far. */
  full: number
}

/** Recomputes the tiles of a log from its leaf hashes, one hash per leaf, with one tile per level in memory. */
export class TileBuilder {
  readonly #levels: Level[] = []

  /** The tiles that this leaf fills, lowest level first: mostly none. */
  append(leaf: Uint8Array): readonly BuiltTile[] {
    const filled: BuiltTile[] = []
    let hash = leaf
    for (let level = 0; ; level += 1) {
      const here = (this.#levels[level] ??= { hashes: new Uint8Array(tileWidth * hashBytes), width: 0, full: 0 })
      here.hashes.set(hash, here.width * hashBytes)
      here.width += 1
      if (here.width < tileWidth) return filled
      const hashes = here.hashes.slice()
      hash = rootOfHashes(hashes)
      filled.push({ level, index: here.full, hashes, root: hash })
      here.width = 0
      here.full += 1
    }
  }

  /** Root of the tree so far. Costs up to a tile's width of hashes per level. */
  root(): Uint8Array {
    const peaks = this.#levels.toReversed().flatMap(({ hashes, width }) =>
      nodesOfRange({ start: 0, end: width }).map(({ level, index }) => {
        const count = 2 ** level
        return rootOfHashes(hashes.subarray(index * count * hashBytes, (index + 1) * count * hashBytes))
      }),
    )
    return peaks.length === 0 ? rootOfHashes(concat()) : joinNodes(peaks)
  }
}
