import type { InLanguage } from '#protocol/stix/translation.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Reads } from '#platform/db/store.ts'

/** What is shown of an object of an act, or of the act itself (`object` empty). */
export interface Shown {
  /** Place within the act, unique and increasing, from 0. */
  readonly position: number
  readonly object: string
  readonly type: string
  readonly name: string
  readonly description: string
  /** Other names, and values to be found exactly: ids, addresses, hashes. */
  readonly aliases: readonly string[]
  readonly values: readonly string[]
  /** Id of the object whose translation it is; empty for anything else. */
  readonly translated: string
  /** Which version of it is translated; absent for the last one. */
  readonly translatedVersion?: string
  /** What a translation says in each of its languages, apart; none of anything else. */
  readonly languages: readonly InLanguage[]
}

/** What a room gives to the index about it. */
export interface Searchable extends Shown {
  /** Names of the Traffic Light Protocol that mark it. */
  readonly tlp: readonly string[]
}

/** Documents of one act that were found: the act's place in the order of arrival, and theirs in it. */
export interface FoundIn {
  readonly act: ActId
  readonly arrival: number
  readonly positions: readonly number[]
}

/** Of each act its documents, in their order; few enough to be read together. */
type DocumentsOf = (reads: Reads, acts: readonly ActId[]) => Promise<ReadonlyMap<ActId, readonly Searchable[]>>

/** The source of a room whose acts have few documents each. */
export function sourceOf(name: string, documentsOf: DocumentsOf): Source {
  return {
    name,
    async documents(reads, act, from, limit) {
      const documents = (await documentsOf(reads, [act])).get(act) ?? []
      return documents.slice(from, from + limit)
    },
    async shown(reads, found) {
      const acts = found.map(({ act }) => act)
      const documents = await documentsOf(reads, acts)
      return new Map(
        found.map(({ act, positions }) => [act, positions.flatMap((at) => documents.get(act)?.[at] ?? [])] as const),
      )
    },
  }
}

/** A room's answer to the indexer, and to whoever finds. */
export interface Source {
  /** The name under which the room calls `awaitIndexing`. */
  readonly name: string
  /** At most `limit` documents of the act from position `from` on, in order; fewer than `limit` means the end. */
  documents(reads: Reads, act: ActId, from: number, limit: number): Promise<readonly Searchable[]>
  /** Documents of each act, with as many statements for all as for one; what is there no more is left out. */
  shown(reads: Reads, found: readonly FoundIn[]): Promise<ReadonlyMap<ActId, readonly Shown[]>>
}
