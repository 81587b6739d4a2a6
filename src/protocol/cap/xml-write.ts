import type { CapAlert } from './alert.ts'
import { alertElements, capNamespace } from './elements.ts'
import type { CapElement } from './elements.ts'
import { escapedXml } from './xml-text.ts'

/** The alert as a CAP 1.2 document in UTF-8: elements in the order of the schema, one per line, indented by two spaces. */
export function capXml(alert: CapAlert): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<alert xmlns="${capNamespace}">`]
  writeMembers(lines, { elements: alertElements, members: alert, indent: '  ' })
  return `${[...lines, '</alert>'].join('\n')}\n`
}

interface Part {
  readonly elements: readonly CapElement[]
  readonly members: Readonly<Record<string, unknown>>
  readonly indent: string
}

function writeMembers(lines: string[], { elements, members, indent }: Part): void {
  for (const element of elements) {
    const value = members[element.name]
    const values: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value]
    for (const each of values) writeElement(lines, element, { value: each, indent })
  }
}

function writeElement(
  lines: string[],
  { name, holds }: CapElement,
  { value, indent }: { readonly value: unknown; readonly indent: string },
): void {
  if (typeof value === 'string') {
    lines.push(`${indent}<${name}>${escapedXml(value)}</${name}>`)
    return
  }
  if (typeof holds !== 'object' || !('of' in holds) || typeof value !== 'object' || value === null) return
  lines.push(`${indent}<${name}>`)
  writeMembers(lines, { elements: holds.of, members: { ...value }, indent: `${indent}  ` })
  lines.push(`${indent}</${name}>`)
}
