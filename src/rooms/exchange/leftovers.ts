import { addMs, type Instant } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import type { Blobs } from '#platform/db/blobs.ts'
import type { Store } from '#platform/db/store.ts'
import { remove } from '#platform/db/table.ts'
import { attachments } from '#platform/record/tables.ts'
import { forgetPostings } from './posting/status.ts'
import { drafts, uploads } from './tables.ts'

const dayMs = 86_400_000
/** A file that was brought and neither shared nor thrown away goes after this time. */
const unsharedMs = 7 * dayMs
/** A file that no row names was left by a kill, or by somebody who went; no upload under way is as old, even if the clock was set a day ahead. */
const unnamedMs = 2 * dayMs
const atOnce = 500

/** Name of the sealed file that an officer brought, with the day on which he did. `random`: 32 hex digits. */
export const uploadedFile = (at: Instant, random: string): string => `up-${at.slice(0, 10)}-${random}`

const shape = /^up-(\d{4}-\d\d-\d\d)-[0-9a-f]{32}$/u

interface Held {
  readonly store: Store
  readonly blobs: Blobs
  readonly clock: Clock
}

/**
 * Destroys files that were brought and forgotten, and statuses of TAXII that are over. Only for a node whose database is known to be its newest: in an older one the rows of
 * files that were shared since are missing. Answers how many went.
 */
export async function removeForgotten(held: Held): Promise<number> {
  await forgetUnshared(held)
  await forgetPostings(held.store, held.clock.now())
  const before = addMs(held.clock.now(), -unnamedMs).slice(0, 10)
  let names: string[] = []
  let removed = 0
  for await (const name of held.blobs.names()) {
    const [, day] = shape.exec(name) ?? []
    if (day !== undefined && day < before) names.push(name)
    if (names.length < atOnce) continue
    removed += await removeUnnamed(held, names)
    names = []
  }
  return removed + (await removeUnnamed(held, names))
}

/** What waits for a second officer is not forgotten. */
async function forgetUnshared({ store, clock }: Held): Promise<void> {
  const open = await store.select(drafts, { where: { act: null }, columns: ['draft', 'wish'] })
  const waiting = new Set<string>(open.map(({ wish }) => wish.upload))
  const old = { at: { lt: addMs(clock.now(), -unsharedMs) } }
  const rows = await store.select(uploads, { where: old, order: ['at'], columns: ['upload'], limit: 10_000 })
  const gone = rows.map(({ upload }) => upload).filter((upload) => !waiting.has(upload))
  await store.transaction((tx) => tx.apply([remove(uploads, { upload: { in: gone } })]))
}

async function removeUnnamed({ store, blobs }: Held, names: readonly string[]): Promise<number> {
  if (names.length === 0) return 0
  const query = { where: { blob: { in: names } }, columns: ['blob'] } as const
  const named = [...(await store.select(uploads, query)), ...(await store.select(attachments, query))]
  const kept = new Set(named.map(({ blob }) => blob))
  const doomed = names.filter((name) => !kept.has(name))
  for (const name of doomed) await blobs.remove(name)
  return doomed.length
}
