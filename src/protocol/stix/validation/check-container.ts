import { isParsed, type Parsed } from '../members.ts'
import { objectTypes } from './object-types.ts'
import type { ObjectRow } from './shape.ts'
import type { Walk } from './walk.ts'

type CheckBody = (walk: Walk, object: Parsed, row: ObjectRow) => void

/** The deprecated container of observables (section 2.13): keys are names, references in it name keys. */
export function checkContainer(walk: Walk, container: Parsed, checkBody: CheckBody): void {
  const entries = Object.entries(container)
  if (entries.length === 0) walk.found('value-empty', { clause: '2.13', params: { kind: 'dictionary' } })
  walk.container = new Map(entries.map(([key, value]) => [key, typeOf(value)]))
  for (const [key, value] of entries) {
    walk.into(key, () => {
      if (!isParsed(value))
        return walk.found('value-type', { clause: '2.13', params: { expected: 'object', found: 'other' } })
      const type = typeOf(value)
      if (type === '') walk.found('property-missing', { clause: '3.2', params: { property: 'type' } })
      const row = objectTypes.get(type)
      if (row !== undefined) checkBody(walk, value, row)
    })
  }
  walk.container = undefined
}

function typeOf(value: unknown): string {
  const type = isParsed(value) ? value['type'] : undefined
  return typeof type === 'string' ? type : ''
}
