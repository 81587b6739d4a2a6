import { join } from 'node:path'
import { decodeUtf8 } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import { writeEnvelope } from '#protocol/act/envelope.ts'
import type { SignedAct } from '#protocol/act/statement.ts'
import { insert } from '#platform/db/table.ts'
import { accounts, newToken } from '#platform/http/account.ts'
import { writePrivateFile } from '#platform/keyring/private-file.ts'
import type { Charter } from '#charter/charter.ts'
import type { PairedActs } from '#charter/lane/file.ts'
import { installedCharter, installGenesis } from '#charter/record/install.ts'
import { installEntries } from '#charter/record/install-lane.ts'
import { openDatabase } from '../database.ts'
import { openDisk } from '../disk.ts'
import type { InitPorts, NodeFolder } from './folder.ts'

/** The charter that a node starts with. */
export interface FirstCharter {
  readonly genesis: SignedAct
  readonly entries?: readonly PairedActs[]
}

export interface Installed {
  readonly charter: Charter
  /** Holds the token of the account `admin`, which is to be exchanged at first use. */
  readonly tokenFile: string
}

/** The charter into an empty record, beside it the founding act as a file, and the first account. */
export async function installCharter(
  { dir, party, config }: NodeFolder,
  { genesis, entries = [] }: FirstCharter,
  ports: InitPorts,
): Promise<Installed> {
  await using database = await openDatabase(config, ports)
  await using disk = await openDisk({ folder: config.dataDir, address: database.address, timers: ports.timers })
  const { store } = disk
  if ((await installedCharter(store)) !== undefined) throw new Fault('database-taken')
  const where = { store, self: party, at: ports.clock.now() }
  const charter = await installGenesis(where, genesis)
  await installEntries(where, charter, entries)
  const { token, secretSha256 } = newToken(ports.random)
  const [clearance = ''] = charter.levels.keys()
  const row = { name: 'admin', role: 'admin', desk: 'node', clearance, categories: ['*'], disabled: false } as const
  await store.transaction((tx) => tx.apply([insert(accounts, { ...row, secret_sha256: secretSha256 })]))
  const tokenFile = join(dir, 'admin.token')
  await writePrivateFile(join(dir, 'genesis.json'), decodeUtf8(writeEnvelope(genesis)) ?? '')
  await writePrivateFile(tokenFile, `${token}\n`)
  return { charter, tokenFile }
}
