import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { timestampKey } from '#protocol/stix/timestamp.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import type { Reader } from '#platform/http/reader.ts'
import { readSlices, type Files } from '#platform/record/files.ts'
import { withoutDamaged } from './read.ts'
import { lineagesOf, momentOf, type Lineages } from './standing.ts'
import type { objects } from './tables.ts'

/** What a translation is of (STIX 2.1 section 7.1): an object, in the version that it names or, where it names none (empty), in the last. */
export interface Meant {
  readonly id: string
  readonly modified: string
}

/** The object translated, where it stands among the shares that the reader sees. */
export interface Original {
  readonly act: ActId
  readonly author: Party
  readonly modified: string
  readonly type: string
  readonly name: string
  /** Whether it is the last version of who brought the object in. */
  readonly isLast: boolean
}

const placed = ['arrival', 'position', 'id', 'modified', 'type', 'name', 'start', 'length'] as const
type Copy = Row<typeof objects>

/** What translations are of, whichever shares have it; `undefined` where the reader sees no such version. */
export async function originalsOf(
  reads: Reads,
  reader: Reader,
  meant: readonly Meant[],
): Promise<(one: Meant) => Original | undefined> {
  const found = await Originals.of(reads, reader, meant)
  return (one) => {
    const copy = found.copyOf(one)
    const share = copy === undefined ? undefined : found.lineages.shareOf(copy)
    if (copy === undefined || share === undefined) return undefined
    const { modified, type, name } = copy
    const isLast = momentOf(copy) === found.lastOf(one.id)
    return { act: share.act, author: share.author, modified, type, name, isLast }
  }
}

/** The bytes of what a translation is of. `version` alone: the object is known, and not in that version. */
export type KnownOriginal =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'version' }
  | { readonly kind: 'known'; readonly raw: Uint8Array }

export async function originalBytes(
  files: Files,
  reader: Reader,
  meant: readonly Meant[],
): Promise<readonly KnownOriginal[]> {
  const found = await Originals.of(files.reads, reader, meant)
  const known: KnownOriginal[] = []
  for (const one of meant) {
    const copy = found.copyOf(one)
    const act = copy === undefined ? undefined : found.lineages.shareOf(copy)?.act
    if (copy === undefined || act === undefined) {
      known.push({ kind: found.lastOf(one.id) === undefined ? 'unknown' : 'version' })
      continue
    }
    const [raw] = (await readSlices(files, { act, position: 0 }, [copy]).catch(withoutDamaged)) ?? []
    known.push(raw === undefined ? { kind: 'unknown' } : { kind: 'known', raw })
  }
  return known
}

class Originals {
  readonly lineages: Lineages
  readonly #copies: ReadonlyMap<string, readonly Copy[]>

  private constructor(lineages: Lineages) {
    this.lineages = lineages
    this.#copies = Map.groupBy(lineages.same, ({ id }) => id)
  }

  static async of(reads: Reads, reader: Reader, meant: readonly Meant[]): Promise<Originals> {
    const ids = [...new Set(meant.map(({ id }) => id))]
    return new Originals(await lineagesOf(reads, reader, { ids, columns: placed }))
  }

  /** The last version of who brought the object in: the one by which he revokes it, or his newest. */
  lastOf(id: string): string | undefined {
    const creator = this.lineages.creatorOf(id)
    const own = this.#of(id).filter((copy) => this.lineages.shareOf(copy)?.author === creator)
    return this.lineages.revokedAt(id, creator) ?? own.map(momentOf).toSorted().at(-1)
  }

  /** His own copy of the version meant, if he has one. */
  copyOf({ id, modified }: Meant): Copy | undefined {
    const wanted = modified === '' ? this.lastOf(id) : timestampKey(modified)
    const copies = this.#of(id).filter((copy) => momentOf(copy) === wanted)
    const creator = this.lineages.creatorOf(id)
    return copies.find((copy) => this.lineages.shareOf(copy)?.author === creator) ?? copies[0]
  }

  #of(id: string): readonly Copy[] {
    return this.#copies.get(id) ?? []
  }
}
