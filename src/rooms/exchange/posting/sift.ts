import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { parsedObject } from '#protocol/stix/members.ts'
import { readObject, type StixObject } from '#protocol/stix/object.ts'
import type { Slice } from '#protocol/stix/split.ts'
import { isTimestamp } from '#protocol/stix/timestamp.ts'
import type { Judged, ObjectVerdict } from '#protocol/stix/validation/document.ts'
import { contentMark, digestDigits } from './posted-name.ts'
import type { PostedObject } from './tables.ts'

/** An object of an envelope that may be shared. */
export interface Fit {
  readonly at: number
  readonly object: StixObject
  /** `digestDigits` of the SHA-256 of its bytes. */
  readonly digest: string
  /** How its version is told from others of the object: by its moment; where it has none, by its content. */
  readonly version: string
  /** Both as one text. */
  readonly name: string
  readonly said: PostedObject
}

/** Objects of an envelope by their places: what may be shared, what is refused, and what stands there once more. */
export interface Sifted {
  readonly total: number
  readonly fit: readonly Fit[]
  readonly refused: ReadonlyMap<number, PostedObject>
  /** Places of repetitions, and of what they repeat. */
  readonly twins: ReadonlyMap<number, number>
}

/** What an object costs beside its bytes, in bytes. */
const objectCost = 2000
/** Findings that are told of one POST; of objects beyond it is said that they break the standard. */
const mostTold = 5000

export const versionName = ({ id, version }: { readonly id: string; readonly version: string }): string =>
  `${id} ${version}`

/**
 * Looks at objects one by one; yields what each cost, in bytes. What is no object, breaks a rule of the standard or is a record of a person is
 * refused alone.
 */
export function* sifting({ split, verdicts }: Judged): Generator<number, Sifted, void> {
  const fit: Fit[] = []
  const refused = new Map<number, PostedObject>()
  const twins = new Map<number, number>()
  const firsts = new Map<string, Fit>()
  let left = mostTold
  for (const [at, slice] of split.objects.entries()) {
    yield slice.to - slice.from + objectCost
    const told = verdicts.get(at)?.findings.slice(0, left) ?? []
    left -= told.length
    const one = fitOf(at, slice, { ...(verdicts.get(at) ?? unfound), told })
    if (!('object' in one)) {
      refused.set(at, one)
      continue
    }
    const first = firsts.get(one.name)
    if (first === undefined) {
      firsts.set(one.name, one)
      fit.push(one)
    } else if (first.digest === one.digest) twins.set(at, first.at)
    else refused.set(at, refusedObject(one.said, versionDiffers(one.object)))
  }
  return { total: split.objects.length, fit, refused, twins }
}

const unfound: ObjectVerdict = { errors: 0, findings: [] }

function fitOf(
  at: number,
  slice: Slice,
  { errors, findings: all, told }: ObjectVerdict & { readonly told: ObjectVerdict['findings'] },
): Fit | PostedObject {
  const found = told.map(({ code, path, params }) => ({
    code,
    path: path.slice(0, longestPath),
    params,
  }))
  const findings = found.length === 0 ? {} : { findings: found }
  // What validation did not look at to its end would hold up everyone else here.
  if (all.some(({ code }) => code === 'object-too-large'))
    return refusedObject({ id: '', version: '', ...findings }, refuse('stix-invalid', 'STIX 2.1', { id: '', errors }))
  const object = readObject(slice)
  if (isRefusal(object)) return refusedObject({ ...unreadable(slice, object), ...findings }, object)
  const { id, modified, versionKey } = object
  const digest = object.digest.slice(0, digestDigits)
  const said = { id, version: modified, ...findings }
  const wrong = errors - all.filter(({ code }) => code === toldOnly).length
  if (wrong > 0) return refusedObject(said, refuse('stix-invalid', 'STIX 2.1', { id, errors: wrong }))
  const version = versionKey || `${contentMark}${digest}`
  return { at, object, digest, version, name: versionName({ id, version }), said }
}

/** Of a finding, as it is told. */
const longestPath = 300
/** A version may be spelled with fewer digits of a second than the standard asks for, or more: many tools do, and the moment is the same. */
const toldOnly = 'timestamp-precision'

export function refusedObject(said: PostedObject, { code, params }: Refusal): PostedObject {
  return { ...said, refusal: { code, params } }
}

export const versionDiffers = ({ id, modified }: StixObject): Refusal<Code> =>
  refuse('version-differs', 'STIX 2.1 3.6: versioning', { id, version: modified })

/** Id and version of what is no object that could be shared, as far as it says so. */
function unreadable({ raw }: Slice, { params }: Refusal): PostedObject {
  const object = parsedObject(raw) ?? {}
  const times = ['modified', 'created'].map((member) => (Object.hasOwn(object, member) ? object[member] : undefined))
  const version = times.find((time) => typeof time === 'string' && isTimestamp(time))
  return { id: String(params['id'] ?? ''), version: typeof version === 'string' ? version : '' }
}
