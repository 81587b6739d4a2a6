import { Buffer } from 'node:buffer'
import { fromBase64, fromHex } from '#kernel/bytes.ts'
import { isObject, type JsonObject } from './observed.ts'
import type { Steps } from './steps.ts'
import type { ObjectPath } from './tree.ts'

/** A value as it is compared: octets are a text of the characters U+0000 to U+00FF (STIX 2.1 section 9.6.4). */
export type Value = number | boolean | { readonly kind: 'string' | 'octets'; readonly text: string } | undefined

interface Looking {
  readonly path: ObjectPath
  /** What references of the observation lead to. */
  readonly objects: ReadonlyMap<string, JsonObject>
  readonly steps: Steps
  /** `undefined`: a list, a dictionary, or octets that cannot be decoded. */
  readonly isIt: (value: Value) => boolean
}

/** Whether some value at the path, from this object on, is it. What is not there is none (section 9.6). */
export function someValue(root: JsonObject, looking: Looking): boolean {
  return looking.steps.spend() && root['type'] === looking.path.type && some(root, { place: 0, key: '' }, looking)
}

interface Reached {
  readonly place: number
  /** Last name on the way, of which lists keep the meaning: `contains_refs`. */
  readonly key: string
}

function some(value: unknown, { place, key }: Reached, looking: Looking): boolean {
  if (!looking.steps.spend() || value === undefined || value === null) return false
  const step = looking.path.steps[place]
  if (step === undefined) return looking.isIt(valueOf(value, key))
  if (step.kind === 'key') {
    const holder = isReference(value, key) ? looking.objects.get(value) : value
    const isThere = isObject(holder) && Object.hasOwn(holder, step.name)
    return isThere && some(holder[step.name], { place: place + 1, key: step.name }, looking)
  }
  if (!Array.isArray(value)) return false
  const next = { place: place + 1, key }
  return step.kind === 'all' ? value.some((item) => some(item, next, looking)) : some(value[step.at], next, looking)
}

const isReference = (value: unknown, key: string): value is string => typeof value === 'string' && /_refs?$/u.test(key)

function valueOf(value: unknown, key: string): Value {
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value !== 'string') return undefined
  if (key.endsWith('_hex')) return octets(fromHex(value.toLowerCase()))
  return key.endsWith('_bin') ? octets(fromBase64(value)) : { kind: 'string', text: value }
}

function octets(bytes: Uint8Array | undefined): Value {
  return bytes === undefined ? undefined : { kind: 'octets', text: octetText(bytes) }
}

export const octetText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
