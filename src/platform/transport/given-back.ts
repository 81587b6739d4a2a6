import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Blobs } from '#platform/db/blobs.ts'
import type { Store } from '#platform/db/store.ts'
import { update } from '#platform/db/table.ts'
import { acts, attachments } from '#platform/record/tables.ts'
import type { WaitingAct } from './file-queue.ts'
import { returned } from './tables.ts'

/** Name of a sealed file of ours that a peer gives back: what another gives in its place lies apart. */
export const returnedFile = (act: ActId, position: number, peer: Party): string =>
  `back-${act.slice('act--'.length)}-${position}-${peer}`

/** Parties of a coalition, at most. */
const mostGivers = 1000

/**
 * An act of ours whose files are lost, as one peer gave it back: with the keys that came from it and a place of its own for the files, since
 * nothing but the files shows whose keys are right. `undefined` where others gave the act back and this peer has not, or no more waits.
 */
export async function asGivenBack(
  { store, blobs }: { readonly store: Store; readonly blobs: Blobs },
  row: WaitingAct,
  peer: Party,
): Promise<WaitingAct | undefined> {
  const { act } = row
  const given = await store.select(returned, { where: { act }, limit: mostGivers })
  if (given.length === 0) return row
  const own = given.find((one) => one.peer === peer)
  if (own === undefined) return undefined
  const gone = await store.transaction(async (tx) => {
    if ((await tx.lock(acts, { act }))?.standing !== 'fetching') return undefined
    const files = await tx.select(attachments, { where: { act }, limit: 64 })
    const moved = files.filter(({ position, blob }) => blob !== returnedFile(act, position, peer))
    await tx.apply(
      moved.map(({ position }) =>
        update(attachments, { act, position }, { blob: returnedFile(act, position, peer), have: 0 }),
      ),
    )
    return moved.map(({ blob }) => blob)
  })
  if (gone === undefined) return undefined
  for (const blob of gone) await blobs.remove(blob)
  return { ...row, attachment_keys: own.keys }
}
