import { Fault } from '#kernel/fault.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { readStix } from '#protocol/stix/bundle.ts'
import { searchTextOf, type StixObject, type StixText } from '#protocol/stix/object.ts'
import type { Blobs } from '#platform/db/blobs.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { readSlices, type Files } from '#platform/record/files.ts'
import { arrivalOf } from '#platform/record/load.ts'
import { readManyFiles } from '#platform/record/many-files.ts'
import { items } from '#platform/record/tables.ts'
import type { FoundIn, Searchable, Shown, Source } from '#platform/search/source.ts'
import { objects, shares } from './tables.ts'

/** What is found of shares: each object of a bundle, or the title and description of a file. */
export const exchangeSource = (blobs: Blobs): Source => ({
  name: 'exchange',
  async documents(reads: Reads, act: ActId, from: number, limit: number): Promise<readonly Searchable[]> {
    const [share] = await reads.select(shares, { where: { act, recalled_by: null }, limit: 1 })
    if (share === undefined) return []
    if (share.format === 'file') return from === 0 ? ((await fileDocuments(reads, [share])).get(act) ?? []) : []
    const arrival = await arrivalOf(reads, act)
    const rows = await reads.select(objects, {
      where: { arrival, position: { gte: from } },
      order: ['position'],
      columns: ['position', 'id', 'type', 'start', 'length'],
      limit,
    })
    const bytes = (await readSlices({ reads, blobs }, { act, position: 0 }, rows)) ?? []
    return rows.flatMap(({ position, id, type }, at) => {
      const raw = bytes[at]
      if (raw === undefined) return []
      return { ...documentOf(searchTextOf(raw)), position, object: id, type }
    })
  },
  async shown(reads: Reads, found: readonly FoundIn[]): Promise<ReadonlyMap<ActId, readonly Shown[]>> {
    const live = await reads.select(shares, { where: { act: { in: found.map(({ act }) => act) }, recalled_by: null } })
    const formats = new Map(live.map((share) => [share.act, share]))
    const ofFormat = (format: 'stix' | 'file') => found.filter(({ act }) => formats.get(act)?.format === format)
    const titles = await fileDocuments(
      reads,
      ofFormat('file').flatMap(({ act }) => formats.get(act) ?? []),
    )
    return new Map([...titles, ...(await objectsShown({ reads, blobs }, ofFormat('stix')))])
  },
})

/**
 * The same from the bundle itself, before its rows are read again: it is read whole, so that an object's position is its place in what
 * was read. Or from its objects, where they were read before.
 */
export function searchablesOf(
  bundle: Uint8Array | readonly StixObject[],
  from: number,
  limit: number,
): readonly Searchable[] {
  const found = bundle instanceof Uint8Array ? objectsOf(bundle) : bundle
  return found.slice(from, from + limit).map((object, at) => {
    const { id, type } = object
    return { ...documentOf(object), position: from + at, object: id, type }
  })
}

function objectsOf(plaintext: Uint8Array): readonly StixObject[] {
  const read = readStix(plaintext)
  if (isRefusal(read)) throw new Fault('admitted-act-refused', { params: { code: read.code } })
  return read.objects
}

/** What of an object is found, or shown of a find. */
function documentOf({
  name,
  description,
  aliases,
  externalIds,
  values,
  tlp,
  translated,
  translatedVersion,
  languages,
}: StixText) {
  const exact = [...externalIds, ...values, ...(translated === '' ? [] : [translated])]
  const said = { name, description, aliases, values: exact, tlp, translated, languages }
  return translatedVersion === '' ? said : { ...said, translatedVersion }
}

const nothing = { description: '', aliases: [], values: [], translated: '', languages: [] }

/** Files by themselves: title and description. */
async function fileDocuments(
  reads: Reads,
  found: readonly Pick<Row<typeof shares>, 'act' | 'description'>[],
): Promise<ReadonlyMap<ActId, readonly Searchable[]>> {
  if (found.length === 0) return new Map()
  const named = await reads.select(items, { where: { act: { in: found.map(({ act }) => act) } } })
  const titles = new Map(named.map(({ act, title }) => [act, title]))
  return new Map(
    found.flatMap(({ act, description }) => {
      const name = titles.get(act)
      const of = { position: 0, object: '', type: 'file', aliases: [], values: [act], tlp: [], translated: '' }
      return name === undefined ? [] : [[act, [{ ...of, name, description, languages: [] }]]]
    }),
  )
}

/** So much of objects is held at once; one alone may be more. */
const heldBytes = 16 * 1024 * 1024

async function objectsShown(files: Files, found: readonly FoundIn[]): Promise<ReadonlyMap<ActId, readonly Shown[]>> {
  const keys = found.flatMap(({ arrival, positions }) => positions.map((position) => ({ arrival, position })))
  if (keys.length === 0) return new Map()
  const rows = await files.reads.select(objects, {
    keys,
    columns: ['arrival', 'position', 'id', 'type', 'name', 'start', 'length'],
  })
  const shown: (Shown & { readonly arrival: number })[] = []
  for (const held of heldTogether(rows)) {
    const room = new Uint8Array(held.reduce((sum, { length }) => sum + length, 0))
    let end = 0
    const placed = held.map((row) => ({ ...row, at: (end += row.length) - row.length }))
    const read = await readManyFiles(
      files,
      Map.groupBy(placed, ({ arrival }) => arrival),
      room,
    )
    for (const { arrival, position, id, type, name, at, length } of placed) {
      const text = read.has(arrival) ? documentOf(searchTextOf(room.subarray(at, at + length))) : nothing
      shown.push({ ...text, arrival, position, object: id, type, name })
    }
  }
  const byArrival = Map.groupBy(shown, ({ arrival }) => arrival)
  return new Map(found.map(({ act, arrival }) => [act, byArrival.get(arrival) ?? []]))
}

function heldTogether<Placed extends { readonly length: number }>(
  rows: readonly Placed[],
): readonly (readonly Placed[])[] {
  const groups: Placed[][] = []
  let bytes = Infinity
  for (const row of rows) {
    bytes += row.length
    if (bytes > heldBytes) {
      groups.push([])
      bytes = row.length
    }
    groups.at(-1)?.push(row)
  }
  return groups
}
