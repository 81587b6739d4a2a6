import type { Parsed } from '../members.ts'
import { contributionOf, derivedUuid, parseIdentifier, type Identifier } from './identifier.ts'
import type { ObjectRow } from './shape.ts'
import type { Walk } from './walk.ts'

const versioning = ['created', 'modified', 'created_by_ref', 'revoked'] as const

/** The object's own identifier (sections 2.9, 3.4 and 3.6). */
export function checkId(walk: Walk, object: Parsed, row: ObjectRow): void {
  const id = Object.hasOwn(object, 'id') ? object['id'] : undefined
  if (id === undefined) return walk.found('property-missing', { clause: '3.2', params: { property: 'id' } })
  if (typeof id !== 'string')
    return walk.found('value-type', { clause: '2.9', params: { expected: 'identifier', found: typeof id }, at: ['id'] })
  const identifier = parseIdentifier(id)
  if (identifier === undefined)
    return walk.found('identifier-format', { clause: '2.9', params: { value: id }, at: ['id'] })
  const params = { value: id, type: walk.type }
  if (identifier.type !== object['type']) walk.found('identifier-type', { clause: '2.9', params, at: ['id'] })
  if (!identifier.isLowerCase) walk.found('identifier-case', { clause: '2.9', params: { value: id }, at: ['id'] })
  if (row.group === 'sco') checkObservableId(walk, object, { row, identifier })
  else checkRandomId(walk, object, identifier)
}

function checkRandomId(walk: Walk, object: Parsed, { uuid, version }: Identifier): void {
  if (version === '4') return
  const { name } = object
  const isFromNamespace = version === '5' && typeof name === 'string' && derivedUuid({ name }) === uuid
  if (isFromNamespace) walk.found('identifier-namespace', { clause: '2.9', at: ['id'] })
  else walk.found('identifier-version', { clause: '2.9', params: { version }, at: ['id'] })
}

function checkObservableId(
  walk: Walk,
  object: Parsed,
  { row, identifier: { uuid, version } }: { readonly row: ObjectRow; readonly identifier: Identifier },
): void {
  if (row.contributes === undefined) return
  const contribution = contributionOf(object, row)
  if (contribution === undefined) {
    if (version !== '4') walk.found('identifier-random', { clause: '2.9', params: { version }, at: ['id'] })
    return
  }
  const expected = derivedUuid(contribution)
  const isVersioned = versioning.some((property) => Object.hasOwn(object, property))
  if (isVersioned && uuid === expected) walk.found('identifier-namespace', { clause: '3.6', at: ['id'] })
  if (!isVersioned && uuid !== expected) {
    walk.found('identifier-derived', { clause: '3.4', params: { expected: `${walk.type}--${expected}` }, at: ['id'] })
  }
}
