import { parseActId } from '#protocol/act/act-id.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Blobs } from '#platform/db/blobs.ts'
import type { Reads } from '#platform/db/store.ts'
import { attachments, tombstones } from '#platform/record/tables.ts'
import { received } from '#platform/transport/tables.ts'

/** Name of the sealed file that came, or comes, with another party's act. */
export const receivedFile = (act: ActId, position: number): string => `in-${act.slice('act--'.length)}-${position}`

/** Name of the sealed file that comes from another addressee: nobody but its author is answerable for the other. */
export const handedFile = (act: ActId, position: number): string => `handed-${act.slice('act--'.length)}-${position}`

/** Whether the files of an act lie elsewhere by now: its author has sent it while another addressee's files of it were fetched. */
export async function areElsewhere(reads: Reads, act: ActId, blobs: readonly string[]): Promise<boolean> {
  const files = await reads.select(attachments, { where: { act }, order: ['position'], limit: 64 })
  return files.some(({ blob }, at) => blob !== blobs[at])
}

const shape = /^(?:in|handed)-([0-9a-f]{64})-\d+$/u

function actOfFile(name: string): ActId | undefined {
  return parseActId(`act--${shape.exec(name)?.[1] ?? ''}`)
}

const atOnce = 500

/**
 * Destroys files whose act was recalled, dropped or refused and whose rows are gone: a kill between the two leaves them; and what another
 * addressee handed on of an act that its author sent in the end. A file
 * of an act that nobody here knows stays, since after a restore it may be known again. Answers how many went.
 */
export async function removeLeftovers(held: { readonly store: Reads; readonly blobs: Blobs }): Promise<number> {
  const files = new Map<string, ActId>()
  let removed = 0
  for await (const name of held.blobs.names()) {
    const act = actOfFile(name)
    if (act !== undefined) files.set(name, act)
    if (files.size === atOnce) removed += await removeAmong(held, files)
  }
  return removed + (await removeAmong(held, files))
}

async function removeAmong(
  { store, blobs }: { readonly store: Reads; readonly blobs: Blobs },
  files: Map<string, ActId>,
): Promise<number> {
  if (files.size === 0) return 0
  const [held, gone] = await Promise.all([namedAmong(store, [...files.keys()]), goneAmong(store, [...files.values()])])
  const doomed = [...files].filter(([name, act]) => !held.has(name) && (gone.has(act) || name.startsWith('handed-')))
  for (const [name] of doomed) await blobs.remove(name)
  files.clear()
  return doomed.length
}

async function namedAmong(store: Reads, names: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await store.select(attachments, { where: { blob: { in: names } }, limit: names.length })
  return new Set(rows.map(({ blob }) => blob))
}

async function goneAmong(store: Reads, acts: readonly ActId[]): Promise<ReadonlySet<ActId>> {
  const recalled = await store.select(tombstones, { where: { act: { in: acts } }, limit: acts.length * 8 })
  const where = { act: { in: acts }, outcome: { in: ['dropped', 'refused'] as const } }
  const refused = await store.select(received, { where, limit: acts.length * 8 })
  return new Set([...recalled, ...refused].map(({ act }) => act))
}
