import { Fault } from '#kernel/fault.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { readStix } from '#protocol/stix/bundle.ts'
import { searchTextOf, type StixObject, type StixText } from '#protocol/stix/object.ts'
import type { Blobs } from '#platform/db/blobs.ts'
import type { Reads } from '#platform/db/store.ts'
import { readSlices } from '#platform/record/files.ts'
import { arrivalOf } from '#platform/record/load.ts'
import { items } from '#platform/record/tables.ts'
import type { Searchable, Shown, Source } from '#platform/search/source.ts'
import { withoutDamaged } from './read.ts'
import { objects, shares } from './tables.ts'

/** What is found of shares: each object of a bundle, or the title and description of a file. */
export const exchangeSource = (blobs: Blobs): Source => ({
  name: 'exchange',
  async documents(reads: Reads, act: ActId, from: number, limit: number): Promise<readonly Searchable[]> {
    const [share] = await reads.select(shares, { where: { act, recalled_by: null }, limit: 1 })
    if (share === undefined) return []
    if (share.format === 'file') return from === 0 ? fileDocument(reads, act, share.description) : []
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
  async shown(reads: Reads, act: ActId, positions: readonly number[]): Promise<readonly Shown[]> {
    const [share] = await reads.select(shares, { where: { act, recalled_by: null }, limit: 1 })
    if (share === undefined) return []
    if (share.format === 'file') return fileDocument(reads, act, share.description)
    const arrival = await arrivalOf(reads, act)
    const rows = await reads.select(objects, {
      where: { arrival, position: { in: positions } },
      columns: ['position', 'id', 'type', 'name', 'start', 'length'],
      limit: positions.length,
    })
    const bytes = await readSlices({ reads, blobs }, { act, position: 0 }, rows).catch(withoutDamaged)
    return rows.map(({ position, id, type, name }, at) => {
      const raw = bytes?.[at]
      return { ...(raw === undefined ? nothing : documentOf(searchTextOf(raw))), position, object: id, type, name }
    })
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
  languages,
  ...text
}: StixText) {
  const exact = [...externalIds, ...values, ...(translated === '' ? [] : [translated])]
  const version = text.translatedVersion === '' ? {} : { translatedVersion: text.translatedVersion }
  return { name, description, aliases, values: exact, tlp, translated, languages, ...version }
}

const nothing = { description: '', aliases: [], values: [], translated: '', languages: [] }

async function fileDocument(reads: Reads, act: ActId, description: string): Promise<readonly Searchable[]> {
  const [item] = await reads.select(items, { where: { act }, limit: 1 })
  if (item === undefined) return []
  return [
    {
      position: 0,
      object: '',
      type: 'file',
      name: item.title,
      description,
      aliases: [],
      values: [act],
      tlp: [],
      translated: '',
      languages: [],
    },
  ]
}
