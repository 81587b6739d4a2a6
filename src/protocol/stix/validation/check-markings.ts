import { isParsed, type Parsed } from '../members.ts'
import type { Walk } from './walk.ts'

const selector = /^[a-z0-9_-]{1,250}(?:\.(?:\[\d{1,15}\]|[A-Za-z0-9_-]{1,250}))*$/u

/** Selectors must find something on the object; a marking does not mark itself (sections 3.2 and 7.2). */
export function checkMarkings(walk: Walk, object: Parsed): void {
  const marked = listIn(object, 'object_marking_refs')
  for (const [at, ref] of marked.entries()) {
    if (ref === object['id']) walk.found('marking-circular', { clause: '3.2', at: ['object_marking_refs', at] })
  }
  for (const [at, marking] of listIn(object, 'granular_markings').entries()) {
    if (!isParsed(marking)) continue
    const place = ['granular_markings', at]
    if (marking['marking_ref'] === object['id'] && object['id'] !== undefined) {
      walk.found('marking-circular', { clause: '3.2', at: [...place, 'marking_ref'] })
    }
    for (const [position, text] of listIn(marking, 'selectors').entries()) {
      if (!walk.spend()) return
      if (typeof text !== 'string') continue
      const said = { clause: '7.2.3', params: { selector: text }, at: [...place, 'selectors', position] }
      if (text.length > 10_000 || !selector.test(text)) walk.found('selector-format', said)
      else if (!isThere(object, text)) walk.found('selector-unresolved', said)
    }
  }
}

function isThere(object: Parsed, text: string): boolean {
  let value: unknown = object
  for (const step of text.split('.')) {
    if (step.startsWith('[')) value = Array.isArray(value) ? value[Number(step.slice(1, -1))] : undefined
    else value = isParsed(value) && Object.hasOwn(value, step) ? value[step] : undefined
    if (value === undefined) return false
  }
  return true
}

export function listIn(object: Parsed, member: string): readonly unknown[] {
  const value = Object.hasOwn(object, member) ? object[member] : undefined
  return Array.isArray(value) ? value : []
}
