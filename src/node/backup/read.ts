import { z } from 'zod'
import { concat, decodeUtf8, toHex } from '#kernel/bytes.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { ArchiveDamage, readArchive, type ReadMember } from '#protocol/parcel/ustar.ts'
import { startSha256 } from '#protocol/suite/sha-256.ts'
import type { Row, Table } from '#platform/db/table.ts'
import { columnsOf, kept, Manifest, Opening, Sequences, Tally } from './contents.ts'
import { readRows } from './rows.ts'
import { backupKind, opened, SealBroken, type BackupLine } from '../sealed-file.ts'

/** What a reader of a backup is given, in the order of the file; each only once it is known to be what was written. */
export interface BackupSink {
  rows(table: Table, rows: readonly Row<Table>[]): Promise<void>
  sequence(name: `${string}.${string}`, reached: number): Promise<void>
  /** The content must be read to its end. */
  blob(name: string, bytes: number, content: AsyncIterable<Uint8Array>): Promise<void>
}

export interface BackupFacts extends BackupLine {
  /** Of the product that wrote it. */
  readonly version: string
  readonly rows: Readonly<Record<string, number>>
  readonly blobs: number
  readonly bytes: number
  readonly erased: readonly string[]
}

const rule = 'interfaces: backup'
const maxSmallBytes = 64 * 1024 * 1024

/**
 * Reads a whole backup and holds it against its manifest. Every byte is authentic when it is given on; only when this resolves without refusal
 * was the backup whole. A damaged one is refused by the member in which the damage lies.
 */
export async function readBackup(
  file: AsyncIterable<Uint8Array>,
  passphrase: Uint8Array,
  sink: BackupSink,
): Promise<BackupFacts | Refusal<Code>> {
  const found = await opened(backupKind, file, passphrase)
  if (isRefusal(found)) return found
  const reading = new Reading(found.about, sink)
  try {
    for await (const member of readArchive(found.plaintext)) {
      const no = await reading.take(member)
      if (no !== undefined) return no
    }
    return reading.facts()
  } catch (error) {
    if (error instanceof ArchiveDamage) return damaged(error.member || reading.at, error.what)
    if (error instanceof SealBroken) return damaged(reading.at, error.damage.what)
    if (error instanceof z.ZodError || error instanceof SyntaxError) return damaged(reading.at, 'form')
    throw error
  }
}

const damaged = (member: string, what: string): Refusal<Code> => refuse('backup-damaged', rule, { member, what })

class Reading {
  readonly #about: BackupLine
  readonly #sink: BackupSink
  readonly #tally = new Tally()
  readonly #rows: Record<string, number> = {}
  #opening: Opening | undefined
  #manifest: Manifest | undefined
  /** The member under way. */
  at = 'backup.json'

  constructor(about: BackupLine, sink: BackupSink) {
    this.#about = about
    this.#sink = sink
  }

  async take(member: ReadMember): Promise<Refusal<Code> | undefined> {
    this.at = member.name
    if (this.#opening === undefined) return this.#open(member)
    const [room, name = ''] = member.name.split('/')
    switch (room) {
      case 'rows':
        return this.#takeRows(name, member)
      case 'blobs':
        return this.#takeBlob(name, member)
      case 'sequences.json':
        for (const [sequence, reached] of Object.entries(Sequences.parse(await jsonOf(member)))) {
          await this.#sink.sequence(sequence as `${string}.${string}`, reached)
        }
        return undefined
      case 'manifest.json':
        this.#manifest = Manifest.parse(await jsonOf(member))
        return undefined
      default:
        return damaged(member.name, 'order')
    }
  }

  facts(): BackupFacts | Refusal<Code> {
    const [manifest, opening] = [this.#manifest, this.#opening]
    if (manifest === undefined || opening === undefined) return damaged(this.at, 'truncated')
    const tally = this.#tally.manifest()
    for (const table of new Set([...Object.keys(manifest.tables), ...Object.keys(tally.tables)])) {
      if (manifest.tables[table]?.sha256 !== tally.tables[table]?.sha256) return damaged(`rows/${table}`, 'digest')
    }
    if (manifest.blobs.sha256 !== tally.blobs.sha256) return damaged('blobs', 'digest')
    const { version } = opening
    const { count: blobs, bytes } = manifest.blobs
    return { ...this.#about, version, rows: this.#rows, blobs, bytes, erased: manifest.erased }
  }

  async #open(member: ReadMember): Promise<Refusal<Code> | undefined> {
    if (member.name !== 'backup.json') return damaged(member.name, 'order')
    this.#opening = Opening.parse(await jsonOf(member))
    const { version, tables } = this.#opening
    const theirs = new Map(tables.map(({ name, columns }) => [name, columns.join()]))
    const other = kept.find((table) => theirs.get(table.name) !== columnsOf(table).join())?.name
    const stranger = tables.find(({ name }) => kept.every((table) => table.name !== name))?.name
    const table = other ?? stranger
    return table === undefined ? undefined : refuse('backup-other-version', rule, { version, table })
  }

  async #takeRows(name: string, member: ReadMember): Promise<Refusal<Code> | undefined> {
    const table = kept.find((one) => one.name === name)
    const content = await bytesOf(member)
    const rows = table === undefined ? undefined : readRows(table, content)
    if (table === undefined || rows === undefined) return damaged(member.name, 'rows')
    this.#tally.rows(name, rows.length, content)
    this.#rows[name] = (this.#rows[name] ?? 0) + rows.length
    await this.#sink.rows(table, rows)
    return undefined
  }

  async #takeBlob(name: string, { bytes, content }: ReadMember): Promise<undefined> {
    const hash = startSha256()
    const hashed = async function* () {
      for await (const part of content) {
        hash.update(part)
        yield part
      }
    }
    await this.#sink.blob(name, bytes, hashed())
    this.#tally.blob(name, bytes, toHex(hash.digest()))
  }
}

async function bytesOf({ name, bytes, content }: ReadMember): Promise<Uint8Array> {
  if (bytes > maxSmallBytes) throw new ArchiveDamage(name, 'length')
  return concat(...(await Array.fromAsync(content)))
}

async function jsonOf(member: ReadMember): Promise<unknown> {
  return JSON.parse(decodeUtf8(await bytesOf(member)) ?? '')
}
