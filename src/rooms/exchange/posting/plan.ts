import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { isAccount, withoutEvidence, type Referring } from '#protocol/stix/persons.ts'
import type { Fate } from './fates.ts'
import { refusedObject, versionDiffers, type Fit, type Sifted } from './sift.ts'
import type { PostedObject } from './tables.ts'

/** What a POST comes to: objects to be shared, and what became of the others by their places. */
export interface Plan {
  /** What is shared for the first time under this profile. */
  readonly fresh: readonly Fit[]
  /** What goes out with it because it makes some of it evidence, though it was shared before. */
  readonly beside: readonly Fit[]
  readonly settled: ReadonlyMap<number, PostedObject>
}

/** `fates`: of versions that were posted before, by `versionName`. Yields what each object cost, in bytes looked at. */
export function* planning({ fit, refused }: Sifted, fates: ReadonlyMap<string, Fate>): Generator<number, Plan, void> {
  const settled = new Map(refused)
  const fresh: Fit[] = []
  const before: Fit[] = []
  for (const one of fit) {
    const fate = fates.get(one.name)
    if (fate === undefined) {
      fresh.push(one)
      continue
    }
    settled.set(one.at, settledAs(one, fate))
    if (fate.kind === 'shared' && fate.digest === one.digest) before.push(one)
  }
  const alone = yield* looseAmong(fresh)
  const together = alone.size === 0 ? alone : yield* looseAmong([...fresh, ...before])
  for (const one of fresh) {
    const { id, type } = one.object
    if (together.has(id)) settled.set(one.at, refusedObject(one.said, noEvidence(id, type)))
  }
  return {
    fresh: fresh.filter(({ object }) => !together.has(object.id)),
    beside: together.size < alone.size ? before.filter(({ object }) => !together.has(object.id)) : [],
    settled,
  }
}

/** What a tool hears of a version that it, or another, posted before. */
function settledAs({ object, digest, said }: Fit, fate: Fate): PostedObject {
  if (fate.digest !== digest) return refusedObject(said, versionDiffers(object))
  const { id, modified: version } = object
  switch (fate.kind) {
    case 'shared':
      return said
    case 'waiting':
      return fate.draft === undefined ? said : { ...said, draft: fate.draft }
    case 'rejected':
      return refusedObject(said, refuse('draft-rejected', 'protocol 9: second officer'))
    case 'taken-back':
      return refusedObject(said, refuse('version-taken-back', 'protocol 7: recall', { id, version }))
  }
}

/** Accounts and addresses that are no evidence among these. */
export function* looseAmong(some: readonly Fit[]): Generator<number, ReadonlySet<string>, void> {
  if (!some.some(({ object }) => isAccount(object.type))) return new Set()
  const referring: Referring[] = []
  for (const { object } of some) {
    const { type, id, refs } = object
    referring.push({ type, id, refs })
    yield object.bytes
  }
  return withoutEvidence(referring)
}

const noEvidence = (id: string, type: string): Refusal<Code> =>
  refuse('person-record', 'SG-01: account or address that is no evidence', { id, type })
