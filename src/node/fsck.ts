import { Fault } from '#kernel/fault.ts'
import { compareWithRecord, rebuild, type RebuildPorts } from '#platform/record/rebuild.ts'
import type { Config } from './config.ts'
import { openDatabase, type DatabasePorts } from './database.ts'
import { openDisk } from './disk.ts'
import { guarded, refuseLoose } from './rights.ts'
import { projectors } from './rooms.ts'
import { partyOf } from './unlock.ts'

/** Digests of all projections before and after, as the API answers them. */
export interface Projections {
  readonly ok: boolean
  readonly digestBefore: string
  readonly digestAfter: string
  readonly equal: boolean
  readonly rows: number
}

/** Compares every projection with what the record makes; with `rebuild` what it made stays. */
export async function checkProjections(
  ports: RebuildPorts,
  options: { readonly rebuild: boolean },
): Promise<Projections> {
  const { before, after } = await (options.rebuild ? rebuild(ports) : compareWithRecord(ports))
  const equal = before.digest === after.digest
  return { ok: equal, digestBefore: before.digest, digestAfter: after.digest, equal, rows: after.rows }
}

export interface StoppedNode {
  readonly config: Config
  readonly configFile: string
  readonly rebuild: boolean
}

/** The same on a node that does not serve. Faults with `embedded-in-use` or `node-serving` while it does. */
export async function checkStoppedNode(node: StoppedNode, ports: DatabasePorts): Promise<Projections> {
  const { config, configFile, rebuild: isKept } = node
  await refuseLoose(guarded(config, configFile))
  await using database = await openDatabase(config, ports)
  await using disk = await openDisk({ folder: config.dataDir, address: database.address, timers: ports.timers })
  await using lease = await disk.store.lease('journal')
  if (lease === undefined) throw new Fault('node-serving')
  return await checkProjections({ ...disk, self: partyOf(config), projectors }, { rebuild: isKept })
}
