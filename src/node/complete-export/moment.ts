import { Fault } from '#kernel/fault.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Snapshot } from '#platform/db/store.ts'
import type { Charter } from '#charter/charter.ts'
import { LiveCharter } from '#charter/record/live-charter.ts'
import { wholeLane } from '#rooms/governance/lane-file.ts'
import type { NodePorts } from '../ports.ts'

/** What an export is of: the database at one moment, and the charter as it was then. */
export interface Moment extends AsyncDisposable {
  readonly snapshot: Snapshot
  readonly charter: Charter
  /** The charter as a file. */
  readonly lane: Uint8Array
}

type MomentPorts = Pick<NodePorts, 'store' | 'clock' | 'cas'> & { readonly party: Party }

/** The present moment, held until it is disposed of. */
export async function momentNow({ store, clock, cas, party }: MomentPorts): Promise<Moment> {
  await using stack = new AsyncDisposableStack()
  const snapshot = stack.use(await store.snapshot())
  const live = await LiveCharter.open(snapshot, { self: party, clock, cas, log: () => undefined })
  if (live === undefined) throw new Fault('no-charter')
  const { charter } = live
  const lane = await wholeLane(snapshot, charter)
  const held = stack.move()
  return { snapshot, charter, lane, [Symbol.asyncDispose]: () => held.disposeAsync() }
}
