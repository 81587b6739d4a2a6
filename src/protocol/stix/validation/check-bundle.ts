import { isParsed, parsedObject, type Parsed } from '../members.ts'
import type { Split } from '../split.ts'
import { checkUnknown } from './check-value.ts'
import { parseIdentifier } from './identifier.ts'
import { bundleMembers } from './other-objects.ts'
import type { Walk } from './walk.ts'

/** The bundle itself, without its objects (chapter 8). */
export function checkBundle(walk: Walk, { form, objects, outermost }: Split): void {
  if (form !== 'bundle') return
  const bundle = outermostOf(outermost)
  const id = bundle['id']
  if (id === undefined) walk.found('property-missing', { clause: '8', params: { property: 'id' } })
  else if (typeof id !== 'string' || parseIdentifier(id) === undefined) {
    walk.found('identifier-format', { clause: '8', params: { value: typeof id === 'string' ? id : '' }, at: ['id'] })
  } else if (parseIdentifier(id)?.type !== 'bundle') {
    walk.found('identifier-type', { clause: '8', params: { value: id, type: 'bundle' }, at: ['id'] })
  }
  if (Object.hasOwn(bundle, 'spec_version')) walk.found('bundle-version', { clause: '8', at: ['spec_version'] })
  if (outermost.has('objects') && objects.length === 0) {
    walk.found('value-empty', { clause: '2.12', params: { kind: 'list' }, at: ['objects'] })
  }
  for (const [name, value] of Object.entries(bundle)) {
    if (bundleMembers.has(name)) continue
    walk.foundFirst('custom-property', `bundle ${name}`, {
      clause: '8',
      params: { property: name, type: 'bundle' },
      at: [name],
    })
    checkUnknown(walk, name, value)
  }
}

/** The members of the bundle but its objects. */
function outermostOf(members: ReadonlyMap<string, Uint8Array>): Parsed {
  const bundle = new Map<string, unknown>()
  const encoder = new TextEncoder()
  for (const [name, raw] of members) {
    if (name === 'objects') continue
    const wrapped = new Uint8Array([...encoder.encode('{"value":'), ...raw, ...encoder.encode('}')])
    const held = parsedObject(wrapped)
    if (isParsed(held)) bundle.set(name, held['value'])
  }
  return Object.fromEntries(bundle)
}
