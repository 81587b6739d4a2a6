import type { SignedAct } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SimulatedDatabase, type SavedState } from '#platform/db/simulated-store.ts'
import { installGenesis } from '#charter/record/install.ts'
import type { FoundedCoalition } from '#charter/testing/demo-coalition.ts'

/** What founders' databases hold once a genesis is installed there. */
const foundedDisks = new WeakMap<SignedAct, Map<Party, SavedState>>()

export async function foundedDisk({ genesis, at }: FoundedCoalition, self: Party): Promise<SavedState> {
  const disks = foundedDisks.get(genesis) ?? new Map<Party, SavedState>()
  foundedDisks.set(genesis, disks)
  const known = disks.get(self)
  if (known !== undefined) return known
  const database = new SimulatedDatabase()
  await using store = database.connect()
  await installGenesis({ store, self, at }, genesis)
  const disk = database.snapshot()
  disks.set(self, disk)
  return disk
}
