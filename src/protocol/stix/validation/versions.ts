import { equalBytes } from '#kernel/bytes.ts'
import { parsedObject } from '../members.ts'
import type { Slice } from '../split.ts'
import { timestampKey } from '../timestamp.ts'
import { parseIdentifier } from './identifier.ts'
import type { Walk } from './walk.ts'

/** One version of an object as far as the rules of versions ask. */
interface Version {
  readonly at: number
  readonly id: string
  readonly type: string
  readonly created: string
  readonly modified: string
  readonly createdBy: string
  readonly isRevoked: boolean
}

/** What comparing one version costs, in bytes. */
const stepCost = 500

type WalkAt = (at: number, about: { readonly id: string; readonly type: string }) => Walk

/** Versions of one object that are compared: the first ones of the document. */
const maxVersions = 10_000

/** What the objects of one document say of each other's versions (section 3.6), and of UUIDs used twice (section 2.9). */
export class Versions {
  /** Places of the objects with a UUID, in the order of the document. */
  readonly #places = new Map<string, number | number[]>()
  #count = 0

  note(id: string): void {
    const at = this.#count++
    const uuid = parseIdentifier(id)?.uuid
    if (uuid === undefined) return
    const known = this.#places.get(uuid)
    if (known === undefined) this.#places.set(uuid, at)
    else if (typeof known === 'number') this.#places.set(uuid, [known, at])
    else if (known.length < maxVersions) known.push(at)
  }

  /** Places of the objects that have the UUID of this id. */
  placesOf(id: string): readonly number[] {
    const places = this.#places.get(parseIdentifier(id)?.uuid ?? '')
    return places === undefined ? [] : typeof places === 'number' ? [places] : places
  }

  *check(slices: readonly Slice[], walkAt: WalkAt): Generator<number, void, void> {
    for (const places of this.#places.values()) {
      if (typeof places === 'number') continue
      const versions: Version[] = []
      for (const at of places) {
        const slice = slices[at]
        if (slice === undefined) continue
        versions.push(versionOf(slice, at))
        yield slice.to - slice.from
      }
      yield* compare(versions, slices, walkAt)
    }
  }
}

function versionOf(slice: Slice, at: number): Version {
  const object = parsedObject(slice.raw) ?? {}
  const text = (member: string): string => {
    const value = Object.hasOwn(object, member) ? object[member] : undefined
    return typeof value === 'string' ? value : ''
  }
  const key = (member: string): string => timestampKey(text(member)) ?? ''
  return {
    at,
    id: text('id'),
    type: text('type'),
    created: key('created'),
    modified: key('modified'),
    createdBy: text('created_by_ref'),
    isRevoked: object['revoked'] === true,
  }
}

function* compare(
  versions: readonly Version[],
  slices: readonly Slice[],
  walkAt: WalkAt,
): Generator<number, void, void> {
  const [first] = versions
  if (first === undefined) return
  const inTime = versions.toSorted((one, other) => byText(one.modified, other.modified) || one.at - other.at)
  let revokedAt: string | undefined
  let before: Version | undefined
  for (const version of inTime) {
    const walk = walkAt(version.at, version)
    if (version.id !== first.id) {
      if (version.type !== first.type)
        walk.found('identifier-shared', { clause: '2.9', params: { other: first.id }, at: ['id'] })
      continue
    }
    if (version.created !== first.created)
      walk.found('version-created', { clause: '3.2', at: [version.created === '' ? 'id' : 'created'] })
    if (version.createdBy !== first.createdBy)
      walk.found('version-creator', { clause: '3.6', at: [version.createdBy === '' ? 'id' : 'created_by_ref'] })
    if (revokedAt !== undefined && version.modified > revokedAt) {
      walk.found('version-revoked', { clause: '3.6', at: ['modified'] })
    }
    if (version.isRevoked) revokedAt ??= version.modified
    if (before?.modified === version.modified && !isSame(slices, before.at, version.at)) {
      walk.found('version-conflict', { clause: '3.6', at: [version.modified === '' ? 'id' : 'modified'] })
    }
    before = version
    yield stepCost
  }
}

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

function isSame(slices: readonly Slice[], one: number, other: number): boolean {
  const [first, second] = [slices[one], slices[other]]
  return first !== undefined && second !== undefined && equalBytes(first.raw, second.raw)
}
