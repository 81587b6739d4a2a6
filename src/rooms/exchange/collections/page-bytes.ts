import type { ActId } from '#protocol/act/statement.ts'
import type { Files } from '#platform/record/files.ts'
import { readManyFiles } from '#platform/record/many-files.ts'
import type { Found } from './copies.ts'

/** Objects byte for byte as their authors gave them, in the order found, and the acts they came with. What was erased meanwhile, or is damaged, is left out. */
export async function bytesOf(
  files: Files,
  found: readonly Found[],
): Promise<{ readonly bytes: readonly Uint8Array[]; readonly acts: ReadonlySet<ActId> }> {
  const wanted = Map.groupBy(found, ({ arrival }) => arrival)
  const read = await readManyFiles(files, wanted)
  const bytes = new Map<Found, Uint8Array>()
  for (const [arrival, { slices }] of read)
    for (const [at, one] of (wanted.get(arrival) ?? []).entries()) {
      const slice = slices[at]
      if (slice !== undefined) bytes.set(one, slice)
    }
  return {
    bytes: found.flatMap((one) => bytes.get(one) ?? []),
    acts: new Set(Array.from(read.values(), ({ act }) => act)),
  }
}
