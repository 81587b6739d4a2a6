import { encodeUtf8 } from '#kernel/bytes.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { laidBundle } from '#protocol/stix/bundle.ts'
import type { StixObject } from '#protocol/stix/object.ts'
import { packRows } from '#platform/db/packed-rows.ts'
import type { PackedRows } from '#platform/db/table.ts'
import { rowsOfFile, type FileRows } from '../object-rows.ts'
import type { Fate } from './fates.ts'
import { planning, type Plan } from './plan.ts'
import { bytesOf, postedDigits } from './posted-name.ts'
import { refusedObject, type Sifted } from './sift.ts'
import { posted, type PostedObject } from './tables.ts'

/** To which collection it was posted, and the id of the bundle that is made of it. */
export interface Into {
  readonly collection: string
  readonly bundle: string
}

/** What is known of an envelope besides what stands in it. */
export interface Known {
  /** Of versions that were posted before, by `versionName`. */
  readonly fates: ReadonlyMap<string, Fate>
  /** The draft with which what is new waits. */
  readonly draft?: string
  /** Why nothing of what is new is shared. */
  readonly refusal?: Refusal
}

/** What is to be written of an envelope. */
export interface Made {
  /** What is shared, where anything is, and in which rows. */
  readonly bundle?: { readonly bytes: Uint8Array; readonly rows: FileRows }
  /** Rows of the versions that are shared for the first time, of which the number of their post is to be set. */
  readonly posted: PackedRows
  /** What became of each object, in the order of the envelope: JSON text, as a status keeps it. */
  readonly outcomes: Uint8Array
  /** Of each object of the envelope its place in what is shared; -1 for what is not. */
  readonly places: Int32Array
}

/** What writing one object costs, as bytes looked at. */
const objectCost = 1000

/** With the objects that are shared. Yields what each object cost. `room`: where the bundle is to stand. */
export function* making(
  sifted: Sifted,
  { collection, bundle: id, room }: Into & { readonly room?: (bytes: number) => Uint8Array },
  known: Known,
): Generator<number, { readonly made: Made; readonly objects: readonly StixObject[] }, void> {
  const plan = yield* planning(sifted, known.fates)
  const fresh = known.refusal === undefined ? plan.fresh : []
  const shared = fresh.length === 0 ? [] : [...fresh, ...plan.beside].toSorted((one, other) => one.at - other.at)
  yield shared.length * objectCost
  const objects = shared.map(({ object }) => object)
  const bundle = objects.length === 0 ? {} : { bundle: laidOut(id, objects, room) }
  yield shared.length * objectCost
  const rows = fresh.map(({ object, version, digest }) => {
    return { name: postedDigits(collection, { id: object.id, version }), digest }
  })
  // In one order, so that two that post the same never wait for each other.
  const inOrder = rows.sort((one, other) => (one.name < other.name ? -1 : 1))
  const keys = inOrder.map(({ name, digest }) => ({ name: bytesOf(name), digest: bytesOf(digest), post: 0 }))
  yield shared.length * objectCost
  const places = new Int32Array(sifted.total).fill(-1)
  for (const [place, { at }] of shared.entries()) places[at] = place
  const made = {
    ...bundle,
    places,
    posted: packRows(posted, keys),
    outcomes: encodeUtf8(JSON.stringify(outcomesOf(sifted, settledAs(plan, known)))),
  }
  return { made, objects }
}

function laidOut(id: string, objects: readonly StixObject[], room?: (bytes: number) => Uint8Array) {
  const raw = objects.map(({ slice }) => slice.raw)
  const { bytes, starts } = laidBundle(id, raw, room)
  return { bytes, rows: rowsOfFile(objects, starts) }
}

function settledAs({ fresh, settled }: Plan, { draft, refusal }: Known): ReadonlyMap<number, PostedObject> {
  const all = new Map(settled)
  for (const { at, said } of fresh) {
    if (refusal !== undefined) all.set(at, refusedObject(said, refusal))
    else all.set(at, draft === undefined ? said : { ...said, draft })
  }
  return all
}

/** Of an object without an id by its place. A repetition shares the fate of what it repeats; what was found of both is told once. */
function outcomesOf({ total, twins }: Sifted, settled: ReadonlyMap<number, PostedObject>): readonly PostedObject[] {
  return Array.from({ length: total }, (_, at) => {
    const first = twins.get(at)
    const fate = settled.get(first ?? at) ?? nothing
    if (first === undefined && fate.id !== '') return fate
    const { findings, ...rest } = fate
    const named = fate.id === '' ? { ...rest, id: `objects[${at}]` } : rest
    return first === undefined && findings !== undefined ? { ...named, findings } : named
  })
}

const nothing: PostedObject = { id: '', version: '' }
