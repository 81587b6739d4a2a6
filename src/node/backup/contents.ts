import { z } from 'zod'
import { toHex } from '#kernel/bytes.ts'
import { startSha256, type Sha256 } from '#protocol/suite/sha-256.ts'
import type { Table } from '#platform/db/table.ts'
import { tables } from '../rooms.ts'

/** What a backup holds: the record itself and the node's own books. Projections are made again from the record. */
export const kept: readonly Table[] = tables.filter(({ role }) => role !== 'projection')

/**
 * First member, `backup.json`: what wrote it, and how it describes each table. Then `rows/TABLE/000001` and so on, `sequences.json`,
 * `blobs/NAME`, and last `manifest.json`.
 */
export const Opening = z.object({
  party: z.string(),
  version: z.string(),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
})
export type Opening = z.infer<typeof Opening>

export const Sequences = z.record(z.string(), z.int().min(0))

/** Rows of each table with the digest of their members, and of all blobs: SHA-256 over `NAME BYTES SHA256` of each, a line each. */
export const Manifest = z.object({
  tables: z.record(z.string(), z.object({ rows: z.int().min(0), sha256: z.string() })),
  blobs: z.object({ count: z.int().min(0), bytes: z.int().min(0), sha256: z.string() }),
  /** Blobs that were erased while the backup was written: zeros stand in their place. */
  erased: z.array(z.string()),
})
export type Manifest = z.infer<typeof Manifest>

export const columnsOf = ({ columns }: Table): string[] =>
  Object.entries(columns).map(([name, { type, nullable }]) => `${name} ${type}${nullable ? ' null' : ''}`)

/** Adds up what goes by into a manifest: the writer's and the reader's must be the same. */
export class Tally {
  readonly #tables = new Map<string, { rows: number; readonly hash: Sha256 }>()
  readonly #blobs = { count: 0, bytes: 0, hash: startSha256() }
  readonly erased: string[] = []

  rows(table: string, rows: number, content: Uint8Array): void {
    const entry = this.#tables.get(table) ?? { rows: 0, hash: startSha256() }
    this.#tables.set(table, entry)
    entry.rows += rows
    entry.hash.update(content)
  }

  blob(name: string, bytes: number, sha256: string): void {
    this.#blobs.count += 1
    this.#blobs.bytes += bytes
    this.#blobs.hash.update(new TextEncoder().encode(`${name} ${bytes} ${sha256}\n`))
  }

  /** Ends the digests. */
  manifest(): Manifest {
    const { count, bytes, hash } = this.#blobs
    return {
      tables: Object.fromEntries(
        [...this.#tables].map(([name, entry]) => [name, { rows: entry.rows, sha256: toHex(entry.hash.digest()) }]),
      ),
      blobs: { count, bytes, sha256: toHex(hash.digest()) },
      erased: this.erased,
    }
  }
}
