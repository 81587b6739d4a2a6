import { Fault } from '#kernel/fault.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Blobs } from '#platform/db/blobs.ts'
import type { Store, Transaction } from '#platform/db/store.ts'
import { remove, type Row, type Table } from '#platform/db/table.ts'
import { digestOf, type TablesDigest } from './digest.ts'
import { listAct } from './enter.ts'
import { openAttachments } from './files.ts'
import { actOf } from './load.ts'
import { forgetParts, setAside } from './parts.ts'
import type { Projector, Projectors } from './projector.ts'
import { hasErased, isOutdone } from './recalled.ts'
import { acts, items, untrusted } from './tables.ts'

const pageActs = 200

export interface Rebuilt {
  readonly before: TablesDigest
  readonly after: TablesDigest
}

export interface RebuildPorts {
  readonly self: Party
  readonly store: Store
  readonly blobs: Blobs
  readonly projectors: Projectors
}

/** Every table that a rebuild drops and makes again. */
export function projectionsOf(projectors: Projectors): readonly Table[] {
  const tables = [items as Table, ...new Set([...projectors.values()].flatMap((projector) => projector.tables))]
  return [...new Set(tables)].filter(({ role }) => role === 'projection')
}

/** Drops every projection and makes it again from the record, in the order of arrival, in one transaction. */
export function rebuild(ports: RebuildPorts): Promise<Rebuilt> {
  return ports.store.transaction((tx) => rebuildWithin(ports, tx))
}

/** What a rebuild would make, beside what there is; everything stays as it was. */
export async function compareWithRecord(ports: RebuildPorts): Promise<Rebuilt> {
  const rehearsal = new Fault('rehearsal')
  let found: Rebuilt | undefined
  try {
    await ports.store.transaction(async (tx) => {
      found = await rebuildWithin(ports, tx)
      throw rehearsal
    })
  } catch (error) {
    if (error === rehearsal && found !== undefined) return found
    throw error
  }
  throw rehearsal
}

/** The same in a transaction that does more. */
export async function rebuildWithin(ports: RebuildPorts, tx: Transaction): Promise<Rebuilt> {
  const tables = projectionsOf(ports.projectors)
  const before = await digestOf(tx, tables)
  await tx.apply(tables.map((table) => remove(table, {})))
  for await (const row of inOrderOfArrival(tx)) await project(ports, tx, row)
  return { before, after: await digestOf(tx, tables) }
}

async function* inOrderOfArrival(tx: Transaction): AsyncGenerator<Row<typeof acts>> {
  let arrival = 0
  for (;;) {
    const page = await tx.select(acts, { where: { arrival: { gt: arrival } }, order: ['arrival'], limit: pageActs })
    yield* page
    const last = page.at(-1)
    if (last === undefined) return
    arrival = last.arrival
  }
}

/** Acts whose files are still on their way were not projected, and erased ones leave what their recall makes. */
async function project(ports: RebuildPorts, tx: Transaction, row: Row<typeof acts>): Promise<void> {
  const act = row.standing === 'admitted' ? actOf(row) : undefined
  if (act === undefined) return
  const projector: Projector | undefined = ports.projectors.get(row.kind)
  if (projector === undefined) return
  const attachments = await openAttachments({ reads: tx, blobs: ports.blobs }, act, projector.reads?.(act) ?? [])
  const { arrival, arrived_at: arrivedAt } = row
  const projected = projector.project({ act, arrival, arrivedAt, self: ports.self, attachments })
  if (isRefusal(projected)) throw new Fault('admitted-act-refused', { params: { act: act.id, code: projected.code } })
  const erases = projected.erases ?? []
  const isUntrusted = (await tx.find(untrusted, { act: act.id })) !== undefined
  const isIdle = isUntrusted && !row.own && erases.length > 0 && !(await hasErased(tx, act, erases))
  const changes = isIdle || (await isOutdone(tx, act, erases)) ? [] : projected.changes
  if (!isIdle) await forgetParts(tx, ports.projectors, { erases, author: act.said.author })
  await tx.apply([...listAct(act, arrival, arrivedAt), ...changes])
  if (isUntrusted) await setAside(tx, ports.projectors, row)
}
