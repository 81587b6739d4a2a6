import { join } from 'node:path'
import { chmod, mkdir } from 'node:fs/promises'
import type { Timers } from '#kernel/ports.ts'
import { FileBlobs } from '#platform/db/file-blobs.ts'
import { migrate } from '#platform/db/migrations.ts'
import type { DatabaseAddress } from '#platform/db/postgres-address.ts'
import { PostgresStore } from '#platform/db/postgres-store.ts'
import type { Cas } from '#platform/journal/cas.ts'
import { SqliteCas } from '#platform/journal/sqlite-cas.ts'
import { postgresSearch } from '#platform/search/postgres-search.ts'
import type { NodePorts } from './ports.ts'
import { schemas, sourcesOf } from './rooms.ts'

/** What a node keeps: its database, sealed files, and the compare-and-swap store outside both. */
export interface Disk extends Pick<NodePorts, 'store' | 'blobs' | 'cas' | 'search'>, AsyncDisposable {
  readonly cas: Cas
}

export interface DiskOptions {
  /** The node's own folder; only its owner may enter it. */
  readonly folder: string
  readonly address: DatabaseAddress
  readonly timers: Timers
}

/** Opens what a node keeps, bringing the database forward first. */
export async function openDisk({ folder, address, timers }: DiskOptions): Promise<Disk> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  await migrate(address, schemas)
  const store = await PostgresStore.open({ address, timers })
  const cas = SqliteCas.open(join(folder, 'heads.sqlite'))
  const blobs = await FileBlobs.open(join(folder, 'files'))
  const showing = { reads: store, sources: sourcesOf(blobs) }
  return {
    store,
    blobs,
    cas,
    search: postgresSearch((text, values) => store.query(text, values), showing),
    async [Symbol.asyncDispose]() {
      await cas[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}
