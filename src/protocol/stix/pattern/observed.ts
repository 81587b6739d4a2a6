import { epochMsOf, parseInstant } from '#kernel/instant.ts'
import { isTimestamp } from '../timestamp.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/**
 * One observed-data object: `count` observations of the same objects, each at some moment from `first` to `last` (STIX 2.1 section 9.1). Times
 * are whole microseconds from the beginning of 2000; smaller parts are cut off.
 */
export interface Observed {
  readonly id: string
  /** What was observed, by the name under which others refer to it: nothing else is followed (section 9.7.4). */
  readonly objects: ReadonlyMap<string, JsonObject>
  readonly first: number
  readonly last: number
  readonly count: number
}

export interface ObservedData {
  readonly observed: readonly Observed[]
  /** Ids of observed-data without valid times or a valid number: they take no part. */
  readonly passedOver: readonly string[]
}

/** Reads a bundle, an envelope, a list or one object, as JSON.parse gives it. `undefined` for anything else. */
export function readObserved(json: unknown): ObservedData | undefined {
  const objects = objectsOf(json)
  if (objects === undefined) return undefined
  const byId = new Map(objects.flatMap((object) => (typeof object['id'] === 'string' ? [[object['id'], object]] : [])))
  const found = objects.filter(({ type }) => type === 'observed-data')
  const read = found.map((object) => ({ id: idOf(object), observed: observedOf(object, byId) }))
  return {
    observed: read.flatMap(({ observed }) => observed ?? []),
    passedOver: read.flatMap(({ id, observed }) => (observed === undefined ? [id] : [])),
  }
}

function objectsOf(json: unknown): readonly JsonObject[] | undefined {
  if (Array.isArray(json)) return json.filter(isObject)
  if (!isObject(json)) return undefined
  if (typeof json['type'] === 'string' && json['type'] !== 'bundle') return [json]
  return Array.isArray(json['objects']) ? json['objects'].filter(isObject) : undefined
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const idOf = ({ id }: JsonObject): string => (typeof id === 'string' ? id : '')

function observedOf(object: JsonObject, byId: ReadonlyMap<string, JsonObject>): Observed | undefined {
  const [first, last] = [timeOf(object['first_observed']), timeOf(object['last_observed'])]
  const count = object['number_observed']
  if (first === undefined || last === undefined || last < first) return undefined
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 1) return undefined
  return { id: idOf(object), objects: contentOf(object, byId), first, last, count }
}

/** Of `object_refs`, else of the deprecated `objects` (section 4.14). */
function contentOf(object: JsonObject, byId: ReadonlyMap<string, JsonObject>): ReadonlyMap<string, JsonObject> {
  const { object_refs: refs, objects } = object
  if (Array.isArray(refs)) {
    const known = new Set(refs.filter((ref) => typeof ref === 'string'))
    return new Map([...known].flatMap((ref) => (byId.has(ref) ? [[ref, byId.get(ref) ?? {}]] : [])))
  }
  const own = isObject(objects) ? Object.entries(objects) : []
  return new Map(own.flatMap(([name, value]) => (isObject(value) ? [[name, value]] : [])))
}

const secondsLength = '0000-00-00T00:00:00'.length
const epochMs = 946_684_800_000

/** As `Observed` counts; `undefined` for what is no timestamp. */
export function timeOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || !isTimestamp(text)) return undefined
  const instant = parseInstant(`${text.slice(0, secondsLength)}.000Z`)
  if (instant === undefined) return undefined
  const micros = Number(
    text
      .slice(secondsLength + 1, -1)
      .slice(0, 6)
      .padEnd(6, '0'),
  )
  return (epochMsOf(instant) - epochMs) * 1000 + micros
}
