import { sealingRole } from '#protocol/act/sign.ts'
import type { Act, Statement } from '#protocol/act/statement.ts'
import { kindRow } from '#protocol/acts/table.ts'
import { charterAsOf, type Charter } from './charter.ts'
import { keysOf } from './standing.ts'

/** A proved place in its author's journal. */
export interface JournalPlace {
  readonly epoch: number
  readonly entry: number
}

/**
 * What was said of the seal that signed an act: up to where it is trusted. `undefined` where nothing was, and of what the lane orders: that is
 * judged by its law, by its place there.
 */
export function lastTrustedOf(charter: Charter, { said, payloadType }: Pick<Act, 'said' | 'payloadType'>) {
  if (sealingRole(payloadType) !== 'seal') return undefined
  const words = charter.parties.get(said.author)?.lastTrusted ?? []
  const row = kindRow(said.kind)
  if (words.length === 0 || (row?.room === 'charter' && row.audience === 'coalition')) return undefined
  const seal = sealThen(charter, said)
  return words.find((word) => word.seal === seal)
}

/**
 * Whether an act is under a seal that was frozen, and of which its party has not said up to where it is trusted. What passes whatever has
 * happened passes, and the lane judges by its own law.
 */
export function awaitsTrust(charter: Charter, said: Statement): boolean {
  const row = charter.parties.get(said.author)
  const wasFrozen = row?.keyTerms.some(({ sealFrozen }) => sealFrozen) === true
  const kind = kindRow(said.kind)
  if (row === undefined || !wasFrozen || said.label.exercise !== undefined || kind?.passesChanges === true) return false
  const seal = sealThen(charter, said)
  const isOfFrozen = row.keyTerms.some(({ keys, sealFrozen }) => sealFrozen && keys.seal.ed25519 === seal)
  return isOfFrozen && row.lastTrusted?.some((word) => word.seal === seal) !== true
}

/** The seal of an act's author as of the entry that the act names: its Ed25519 key. */
function sealThen(charter: Charter, { author, charter: named }: Pick<Statement, 'author' | 'charter'>) {
  const then = named === 'self' ? undefined : charterAsOf(charter, named)
  return keysOf(then ?? charter, author)?.seal.ed25519
}

/** Whether what stands there is trusted; what is proved to stand nowhere is not. */
export function isWithin(last: JournalPlace, place: JournalPlace | undefined): boolean {
  if (place === undefined) return false
  return place.epoch < last.epoch || (place.epoch === last.epoch && place.entry <= last.entry)
}
