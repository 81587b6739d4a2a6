import { fromHex, toHex } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { StreamMark } from '#platform/journal/cas.ts'
import { isSameMark } from '#platform/journal/cas.ts'
import type { Latest } from './decide.ts'
import type { WitnessPorts } from './ports.ts'

type Marking = Pick<WitnessPorts, 'cas' | 'keys'>

/** The mark's name in the store outside the database, which several nodes of a demonstration may share. No party has `/` in its name. */
const nameOf = ({ keys }: Marking, origin: string): string => `${keys()[0]?.name ?? ''} /witness ${origin}`

/**
 * The last head cosigned for a log: the row's, or the one marked outside the database where that is later, because the database was
 * restored or its transaction never ended.
 */
export function latestOf(ports: Marking, origin: string, row: Latest): Latest {
  const mark = ports.cas.mark(nameOf(ports, origin))
  if (mark === undefined || mark.number < row.size) return row
  const root = fromHex(mark.digest)
  if (root === undefined) throw new Fault('cas-unreadable')
  return { size: mark.number, root }
}

/** Marks a head as cosigned, durably. False where a copy of this witness has marked another meanwhile: nothing may be given out. */
export async function markCosigned(
  ports: Marking,
  origin: string,
  before: Latest,
  { size, root }: Latest,
): Promise<boolean> {
  const name = nameOf(ports, origin)
  const held = ports.cas.mark(name)
  const next: StreamMark = { number: size, digest: toHex(root) }
  if (isSameMark(held, next)) return true
  if (held !== undefined && held.number > before.size) return false
  return ports.cas.swapMark(name, held, next)
}
