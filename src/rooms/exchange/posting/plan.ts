import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { withoutEvidence } from '#protocol/stix/persons.ts'
import type { Row } from '#platform/db/table.ts'
import { refusedObject, versionDiffers, versionName, type Fit, type Sifted } from './sift.ts'
import type { posted, PostedObject } from './tables.ts'

/** What a POST comes to: objects to be shared, and what became of the others by their places. */
export interface Plan {
  /** What is shared for the first time under this profile. */
  readonly fresh: readonly Fit[]
  /** What goes out with it because it makes some of it evidence, though it was shared before. */
  readonly beside: readonly Fit[]
  readonly settled: ReadonlyMap<number, PostedObject>
}

/** `known`: versions that are shared under the profile already, or wait to be, by `versionName`. */
export function planOf({ fit, refused }: Sifted, known: ReadonlyMap<string, Row<typeof posted>>): Plan {
  const settled = new Map(refused)
  const fresh: Fit[] = []
  const before: Fit[] = []
  for (const one of fit) {
    const row = known.get(versionName({ id: one.object.id, version: one.version }))
    if (row === undefined) fresh.push(one)
    else if (row.digest !== one.digest) settled.set(one.at, refusedObject(one.said, versionDiffers(one.object)))
    else {
      before.push(one)
      settled.set(one.at, row.act === null && row.draft !== null ? { ...one.said, draft: row.draft } : one.said)
    }
  }
  const alone = looseAmong(fresh)
  const together = alone.size === 0 ? alone : looseAmong([...fresh, ...before])
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

const looseAmong = (some: readonly Fit[]): ReadonlySet<string> => withoutEvidence(some.map(({ object }) => object))

const noEvidence = (id: string, type: string): Refusal<Code> =>
  refuse('person-record', 'SG-01: account or address that is no evidence', { id, type })
