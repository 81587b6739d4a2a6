import { remove } from '#platform/db/table.ts'
import type { House } from '#charter/record/house.ts'
import { uploads } from '../tables.ts'

/** Throws away what was brought for a share that did not come about; what became a share is none of it. */
export async function dropUpload(house: House, upload: string): Promise<void> {
  const row = await house.store.find(uploads, { upload })
  if (row === undefined) return
  const [gone] = await house.store.transaction((tx) => tx.apply([remove(uploads, { upload })]))
  house.fresh?.drop(upload)
  if (gone === 1) await house.blobs.remove(row.blob)
}
