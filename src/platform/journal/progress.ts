import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { TlogProof } from '#protocol/journal/proof.ts'
import { encodePlace, formatTlogProof } from '#protocol/journal/proof.ts'
import type { IntervalLeaf } from '#protocol/journal/interval.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { ownTree } from './own-tree.ts'
import { checkpoints, inclusions, waiting } from './tables.ts'
import { proveInclusion } from './tree.ts'

/** How far an act of this node got in its journal (the words of protocol.md 6). */
export type Progress = { readonly state: 'recorded' } | Included | Witnessed

interface Included {
  readonly state: 'included'
  readonly epoch: number
  readonly entry: number
  readonly position: number
}

/** `size` and `witnesses`: of the first published checkpoint still kept that covers the entry. */
interface Witnessed {
  readonly state: 'witnessed'
  readonly epoch: number
  readonly entry: number
  readonly position: number
  readonly size: number
  readonly witnesses: readonly Party[]
}

type Inclusion = Row<typeof inclusions>
type Checkpoint = Row<typeof checkpoints>

/** Progress of each of the acts that this node has entered or is about to; others are missing from the map. */
export async function progressOf(reads: Reads, acts: readonly ActId[]): Promise<ReadonlyMap<ActId, Progress>> {
  const progress = new Map<ActId, Progress>()
  const known = new Set(acts)
  for (const { act } of await reads.select(waiting, { where: { act: { in: acts } } }))
    progress.set(act, { state: 'recorded' })
  const columns = ['leaf', 'epoch', 'entry', 'position'] as const
  const placed = await reads.select(inclusions, { where: { leaf: { in: acts } }, order: ['-epoch', '-entry'], columns })
  const over = new Map<string, Promise<Checkpoint | undefined>>()
  const overOnce = (row: Inclusion): Promise<Checkpoint | undefined> => {
    const name = `${row.epoch}/${row.entry}`
    const found = over.get(name) ?? firstOver(reads, row)
    over.set(name, found)
    return found
  }
  for (const row of placed) if (isOneOf(known, row.leaf)) progress.set(row.leaf, progressAt(row, await overOnce(row)))
  return progress
}

/** The same for one act; `undefined` for an act that this node has not recorded as its own. */
export async function inclusionOf(reads: Reads, act: ActId): Promise<Progress | undefined> {
  return (await progressOf(reads, [act])).get(act)
}

/**
 * The tlog-proof of an act (or of heads), with the cosignatures of the checkpoint that first covered it; `undefined` until one
 * is published.
 */
export async function proofOf(reads: Reads, leaf: IntervalLeaf): Promise<string | undefined> {
  const [place] = await reads.select(inclusions, { where: { leaf }, order: ['epoch', 'entry'], limit: 1 })
  const over = place === undefined ? undefined : await firstOver(reads, place)
  if (place === undefined || over === undefined) return undefined
  const hashes = await proveInclusion(ownTree(reads, place.epoch), place.entry, over.size)
  const proof: TlogProof = { extra: encodePlace(place), index: place.entry, hashes, checkpoint: over.note }
  return formatTlogProof(proof)
}

/** Acts among the given that neither stand in an entry nor wait for one. */
export async function notEntered(reads: Reads, acts: readonly ActId[]): Promise<readonly ActId[]> {
  const waits = await reads.select(waiting, { where: { act: { in: acts } } })
  const placed = await reads.select(inclusions, { where: { leaf: { in: acts } }, columns: ['leaf'] })
  const known = new Set<string>([...waits.map(({ act }) => act), ...placed.map(({ leaf }) => leaf)])
  return acts.filter((act) => !known.has(act))
}

function progressAt({ epoch, entry, position }: Inclusion, over: Checkpoint | undefined): Progress {
  const place = { epoch, entry, position }
  if (over === undefined) return { state: 'included', ...place }
  return { state: 'witnessed', ...place, size: over.size, witnesses: over.witnesses }
}

async function firstOver(
  reads: Reads,
  { epoch, entry }: Pick<Inclusion, 'epoch' | 'entry'>,
): Promise<Checkpoint | undefined> {
  const where = { epoch, size: { gt: entry }, published: true }
  const [first] = await reads.select(checkpoints, { where, order: ['size'], limit: 1 })
  return first
}

const isOneOf = (acts: ReadonlySet<ActId>, leaf: IntervalLeaf): leaf is ActId => (acts as ReadonlySet<string>).has(leaf)
