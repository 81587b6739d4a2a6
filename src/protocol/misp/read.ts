import type { z } from 'zod'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { parseStrictJson } from '#kernel/strict-json.ts'
import type { Json } from '#kernel/strict-json-reader.ts'
import type { Code } from '#protocol/codes.ts'
import type { MispRow } from './report.ts'
import {
  localMembers,
  MispAttribute,
  MispEvent,
  MispObject,
  MispOrganisation,
  MispReference,
  MispReport,
  MispTag,
} from './schema.ts'

export const mispLimits = { maxBytes: 64 * 1024 * 1024, maxDepth: 64 }

/** An event as it was read, and where in the document it stands: `response[2].Event`. */
export interface ReadEvent {
  readonly event: MispEvent
  readonly where: string
}

export interface MispDocument {
  readonly events: readonly ReadEvent[]
  /** Members that nobody here knows: they are left out. */
  readonly rows: readonly MispRow[]
}

/**
 * Reads what MISP exports (misp-core-format): `{"Event": {...}}`, a list of these, `{"response": [...]}`, or an event by itself. Strict
 * JSON, but null and fractions may stand in it; what has not the form of an event is refused with its place.
 */
export function readMisp(bytes: Uint8Array): MispDocument | Refusal<Code> {
  const { maxBytes } = mispLimits
  if (bytes.length > maxBytes) return refuse('too-large', 'misp: document', { limit: maxBytes })
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  const parsed = parseStrictJson(bytes.subarray(mark), { ...mispLimits, isForeign: true })
  if (parsed.kind === 'finding')
    return refuse('misp-not-json', `misp: ${parsed.code}`, { at: parsed.at + mark, finding: parsed.code })
  const found = eventsIn(parsed.value)
  if (found.length === 0) return malformed('', 'Event')
  const events: ReadEvent[] = []
  for (const { json, where } of found) {
    const event = eventOf(json, where)
    if (isRefusal(event)) return event
    events.push({ event, where })
  }
  const rows: MispRow[] = []
  for (const { json, where } of found) walk({ json, where, form: eventForm, rows })
  return { events, rows }
}

interface Found {
  readonly json: Json
  readonly where: string
}

function eventsIn(value: Json): readonly Found[] {
  if (isList(value)) return value.flatMap((item, at) => eventIn(item, `[${at}]`))
  if (!isObject(value)) return []
  const { response } = value
  if (response === undefined) return eventIn(value, '')
  if (isList(response)) return response.flatMap((item, at) => eventIn(item, `response[${at}]`))
  return eventIn(response, 'response')
}

function eventIn(value: Json, where: string): readonly Found[] {
  const event = isObject(value) ? value['Event'] : undefined
  if (event === undefined) return [{ json: value, where }]
  return [{ json: event, where: where === '' ? 'Event' : `${where}.Event` }]
}

function eventOf(json: Json, where: string): MispEvent | Refusal<Code> {
  const read = MispEvent.safeParse(json)
  if (read.success) return read.data
  const [issue] = read.error.issues
  return malformed(where, pathText(issue?.path ?? []))
}

const malformed = (event: string, member: string): Refusal<Code> =>
  refuse('misp-malformed', 'misp-core-format', {
    where: [event, member]
      .filter((part) => part !== '')
      .join('.')
      .slice(0, 200),
  })

const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./u, '')

/** The members that are known of one thing of MISP, and the forms of those that are things themselves. */
interface Form {
  readonly known: ReadonlySet<string>
  readonly inner: ReadonlyMap<string, Form>
}

const formOf = (shape: z.ZodObject, inner: Readonly<Record<string, Form>> = {}): Form => ({
  known: new Set(Object.keys(shape.shape)),
  inner: new Map(Object.entries(inner)),
})
const tagForm = formOf(MispTag)
const attributeForm = formOf(MispAttribute, { Tag: tagForm })
/** What it names again of the object or attribute that it leads to stands there. */
const referenceForm: Form = {
  known: new Set([...Object.keys(MispReference.shape), 'Object', 'Attribute']),
  inner: new Map(),
}
const objectForm = formOf(MispObject, { Attribute: attributeForm, ObjectReference: referenceForm })
const eventForm = formOf(MispEvent, {
  Object: objectForm,
  EventReport: formOf(MispReport),
  Attribute: attributeForm,
  Tag: tagForm,
  Orgc: formOf(MispOrganisation),
})

interface Walk extends Found {
  readonly form: Form
  readonly rows: MispRow[]
}

/** Notes members that are not known. */
function walk({ json, where, form, rows }: Walk): void {
  if (isList(json)) {
    for (const [at, item] of json.entries()) walk({ json: item, where: `${where}[${at}]`, form, rows })
    return
  }
  if (!isObject(json)) return
  for (const [name, value] of Object.entries(json)) {
    const inner = form.inner.get(name)
    const place = where === '' ? name : `${where}.${name}`
    if (inner !== undefined) walk({ json: value, where: place, form: inner, rows })
    else if (!form.known.has(name) && !localMembers.has(name) && !isEmpty(value))
      rows.push({ what: name, where: place, code: 'member-unknown', fate: 'lost' })
  }
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
const isObject = (value: Json): value is Readonly<Record<string, Json>> => typeof value === 'object' && !isList(value)
const isEmpty = (value: Json): boolean => value === '' || (isList(value) && value.length === 0)
