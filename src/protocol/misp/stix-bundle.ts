import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { readStix } from '#protocol/stix/bundle.ts'
import { parsedObject } from '#protocol/stix/members.ts'
import type { StixJson } from './collected.ts'
import { readLabels } from './labels.ts'
import type { MispRow } from './report.ts'

/** The objects of a bundle, of each the latest version, in the order in which they stand. */
export interface StixBundle {
  readonly objects: ReadonlyMap<string, StixJson>
  readonly rows: MispRow[]
}

/** Reads a bundle for MISP; objects that may not travel are left out here as well. */
export function readBundle(bytes: Uint8Array): StixBundle | Refusal<Code> {
  const read = readStix(bytes)
  if (isRefusal(read)) return read
  const rows: MispRow[] = read.refused.map(({ refusal }) => {
    const { type = '', id = '' } = refusal.params
    const code = refusal.code === 'person-record' ? 'person' : 'object-refused'
    return { what: String(type), where: String(id), code, fate: 'lost', rule: refusal.rule }
  })
  const latest = new Map<string, string>()
  const objects = new Map<string, StixJson>()
  for (const { id, type, versionKey, slice } of read.objects) {
    const known = latest.get(id)
    if (known !== undefined) rows.push({ what: type, where: id, code: 'older-version', fate: 'lost' })
    if (known !== undefined && known >= versionKey) continue
    latest.set(id, versionKey)
    objects.set(id, { ...parsedObject(slice.raw), id, type })
  }
  return { objects, rows }
}

export const textIn = (object: StixJson | undefined, member: string): string => {
  const value = object?.[member]
  return typeof value === 'string' ? value : ''
}

export const listIn = (object: StixJson, member: string): readonly unknown[] => {
  const value = object[member]
  return Array.isArray(value) ? value.map((item: unknown) => item) : []
}

export const textsIn = (object: StixJson, member: string): readonly string[] =>
  listIn(object, member).filter((item) => typeof item === 'string')

/** What the labels of an object say of MISP. */
export function factsOf(object: StixJson): ReturnType<typeof readLabels> {
  return readLabels(textsIn(object, 'labels'))
}

export const uuidIn = (id: string): string => id.slice(id.indexOf('--') + 2)
