import { join } from 'node:path'
import { decodeUtf8 } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { Log } from '#kernel/log.ts'
import type { Timers } from '#kernel/ports.ts'
import { EmbeddedPostgres } from '#platform/db/embedded-postgres.ts'
import type { DatabaseAddress } from '#platform/db/postgres-address.ts'
import { readPrivateFile } from '#platform/keyring/private-file.ts'
import type { Config } from './config.ts'

/** Where a node's database is, and the server that was started for it, if it is our own. */
export interface Database extends AsyncDisposable {
  readonly address: DatabaseAddress
}

export interface DatabasePorts {
  readonly timers: Timers
  readonly log: Log
  /** Another process of the node may be at work: its server is worked with. */
  readonly joins?: boolean
}

const name = 'tamga'

/** Starts the embedded server of the data folder, or joins it where another process may be at work too; or finds the administrator's server. */
export async function openDatabase(
  { dataDir, database }: Pick<Config, 'dataDir' | 'database'>,
  ports: DatabasePorts,
): Promise<Database> {
  if (database.urlFile !== undefined) {
    return { address: { url: await readUrl(database.urlFile) }, [Symbol.asyncDispose]: () => Promise.resolve() }
  }
  const server = await EmbeddedPostgres.start({ folder: join(dataDir, 'postgres'), ...ports })
  try {
    await server.createDatabase(name)
  } catch (error) {
    await server[Symbol.asyncDispose]()
    throw error
  }
  return { address: server.address(name), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

/** The URL holds a password, so its file is closed to others. */
async function readUrl(file: string): Promise<string> {
  const url = (decodeUtf8(await readPrivateFile(file)) ?? '').trim()
  if (!/^postgres(?:ql)?:\/\/\S+$/u.test(url)) throw new Fault('database-url', { params: { file } })
  return url
}
