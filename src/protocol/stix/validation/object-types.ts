import { domainObjects } from './domain-objects.ts'
import { observableObjects } from './observables.ts'
import { metaObjects, relationshipObjects } from './other-objects.ts'
import type { ObjectRow } from './shape.ts'

/** Every type of object that the standard defines, by its name. */
export const objectTypes: ReadonlyMap<string, ObjectRow> = new Map(
  Object.entries({ ...domainObjects, ...relationshipObjects, ...observableObjects, ...metaObjects }),
)
