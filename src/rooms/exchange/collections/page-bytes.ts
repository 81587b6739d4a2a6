import type { ActId } from '#protocol/act/statement.ts'
import type { Files } from '#platform/record/files.ts'
import { readManyFiles } from '#platform/record/many-files.ts'
import type { Found } from './copies.ts'

/**
 * Objects byte for byte as their authors gave them, in the order found, and the acts they came with; the memory is the caller's alone. What
 * was erased meanwhile, or is damaged, is left out.
 */
export async function bytesOf(
  files: Files,
  found: readonly Found[],
): Promise<{ readonly bytes: readonly Uint8Array[]; readonly acts: ReadonlySet<ActId> }> {
  // A share's objects have consecutive dates: those found of one stand together, in their order.
  const read = await readManyFiles(
    files,
    Map.groupBy(found, ({ arrival }) => arrival),
  )
  const arrivals = new Set(found.map(({ arrival }) => arrival))
  return {
    bytes: Array.from(arrivals, (arrival) => read.get(arrival)?.slices ?? []).flat(),
    acts: new Set(Array.from(read.values(), ({ act }) => act)),
  }
}
