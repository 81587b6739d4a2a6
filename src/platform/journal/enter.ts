import type { Random } from '#kernel/ports.ts'
import { encodeUtf8, toBase64 } from '#kernel/bytes.ts'
import { sha256Hex } from '#protocol/suite/sha-256.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { buildInterval, encodeEntry, intervalRoom } from '#protocol/journal/interval.ts'
import type { IntervalLeaf } from '#protocol/journal/interval.ts'
import { leafHash } from '#protocol/journal/merkle.ts'
import type { Store, Transaction } from '#platform/db/store.ts'
import type { Change } from '#platform/db/table.ts'
import { insert, remove } from '#platform/db/table.ts'
import { sizeOf } from './own-tree.ts'
import type { Journal } from './peer.ts'
import { entries, heads, inclusions, waiting } from './tables.ts'

/** A head of another journal that this node has cosigned or read. */
export interface SeenHead {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

export interface Entering {
  readonly store: Store
  readonly random: Random
  /** Heads seen of the others' journals. */
  readonly heads: () => Promise<readonly SeenHead[]>
}

/**
 * Ends an interval: takes the waiting acts, at most as many as an interval has room for, and the heads seen, and appends one
 * entry, all in one transaction. Without acts and heads the entry is random. Answers the journal's new size. Where there are more entries
 * than the `sealed` ones, nothing is entered: the last must have its checkpoint first.
 */
export async function enterInterval(ports: Entering, journal: Journal, sealed: number): Promise<number> {
  const seen = await ports.heads()
  return ports.store.transaction(async (tx) => {
    const entry = await sizeOf(tx, journal.epoch)
    if (entry > sealed) return entry
    const text = headsText(journal.origin, entry, seen)
    const others = [...headsLeaf(text), ...(entry === 0 && journal.closing !== undefined ? [journal.closing] : [])]
    const acts = await takeActs(tx, intervalRoom - others.length)
    const { root, placed } = buildInterval([...acts, ...others], ports.random)
    const content = encodeEntry(root)
    const { epoch } = journal
    const row = { epoch, entry, content, leaf: leafHash(content), acts: acts.length, leaves: placed.length }
    await tx.apply([
      insert(entries, row),
      ...placed.map(({ leaf, position, siblings }) => insert(inclusions, { leaf, epoch, entry, position, siblings })),
      ...(text === undefined ? [] : [insert(heads, { epoch, entry, text })]),
      ...forget(acts),
    ])
    return entry + 1
  })
}

/** `tamga heads/1`, the own origin, the entry's number, then `origin size root` of each head seen, sorted, a line each. */
export function headsText(origin: string, entry: number, seen: readonly SeenHead[]): string | undefined {
  if (seen.length === 0) return undefined
  const lines = seen.map((head) => `${head.origin} ${head.size} ${toBase64(head.root)}`).sort()
  return `${['tamga heads/1', origin, String(entry), ...lines].join('\n')}\n`
}

export const headsLeafOf = (text: string): Extract<IntervalLeaf, `heads--${string}`> =>
  `heads--${sha256Hex(encodeUtf8(text))}`

const headsLeaf = (text: string | undefined): readonly IntervalLeaf[] => (text === undefined ? [] : [headsLeafOf(text)])

async function takeActs(tx: Transaction, limit: number): Promise<readonly ActId[]> {
  return (await tx.select(waiting, { limit })).map(({ act }) => act)
}

const atOnce = 1000

function forget(acts: readonly ActId[]): readonly Change[] {
  return Array.from({ length: Math.ceil(acts.length / atOnce) }, (_, at) =>
    remove(waiting, { act: { in: acts.slice(at * atOnce, (at + 1) * atOnce) } }),
  )
}
