import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { stixMediaType } from '#protocol/taxii/media-type.ts'
import type { TaxiiQuery } from '#protocol/taxii/query.ts'
import { taxiiTime } from '#protocol/taxii/taxii-time.ts'
import type { Cursors } from '#platform/http/cursor.ts'
import type { ManyFiles } from '#platform/record/many-files.ts'
import type { House } from '#charter/record/house.ts'
import { disclosed } from '../disclosing.ts'
import type { Asked } from '../posting/taxii-routes.ts'
import { sharesOf, type Collection } from './collection.ts'
import type { KnownLayouts } from './known-runs.ts'
import { bytesOf, type Filled } from './page-bytes.ts'
import { namesOf, pageOf, type FoundPage } from './page.ts'
import { taxiiAnswer } from './taxii-error.ts'

export interface ReadingPorts {
  readonly house: House
  readonly cursors: Cursors
  readonly known: KnownLayouts
}

const usualLimit = 100
const maxLimit = 1000
/** Objects of one answer; they are put together in memory. */
const pageBytes = 16 * 1024 * 1024

/** Writes a page into an answer; `paging` are its members `more` and `next`, if there is more. */
export type Written = (page: FoundPage, paging: Json) => Promise<Json | Uint8Array> | Json
type Json = Readonly<Record<string, unknown>>

export interface AskedPage extends Pick<Asked, 'reader' | 'reads'> {
  readonly collection: Collection
  readonly query: TaxiiQuery
}

/** A page of a list, and a cursor for the next. */
export async function listed(
  { cursors, known }: ReadingPorts,
  { collection, reader, reads, query }: AskedPage,
  write: Written,
): Promise<Response | Refusal> {
  const use = { account: reader.account.name, query: `taxii ${collection.id} ${query.text}` }
  const position = query.next === undefined ? [] : cursors.read(use, query.next)
  if (isRefusal(position)) return position
  const [from] = position
  const after = Math.max(query.addedAfter ?? 0, Number(from ?? 0))
  const scope = { reads, shares: sharesOf(collection, reader), known }
  const limit = Math.min(query.limit ?? usualLimit, maxLimit)
  const page = await pageOf(scope, { ...query, addedAfter: after }, { limit, bytes: pageBytes })
  const paging = page.more ? { more: true, next: cursors.write(use, [page.until]) } : {}
  const [first, last] = [page.found[0], page.found.at(-1)]
  if (first === undefined || last === undefined) {
    // Nothing found so far: whoever knows no `next` goes on from where the search ended.
    return taxiiAnswer(paging, page.more ? { 'x-taxii-date-added-last': taxiiTime(page.until) } : {})
  }
  const dates = {
    'x-taxii-date-added-first': taxiiTime(first.date),
    'x-taxii-date-added-last': taxiiTime(last.date),
  }
  const written = await write(page, paging)
  // While the answer is on its way: who was told that there is more will ask for it.
  void page.readAhead?.()
  return taxiiAnswer(written, dates)
}

type Reading = Pick<ReadingPorts, 'house'>

/** The records of a manifest (section 5.3). */
export async function manifestOf({ house }: Reading, { found }: FoundPage, paging: Json): Promise<Json> {
  const objects = (await namesOf(house.store, found)).map(({ id, date, version }) => {
    return { id, date_added: taxiiTime(date), version, media_type: stixMediaType }
  })
  return { ...paging, objects }
}

/** Puts a page's objects together; told of which acts they are before their files are opened. */
type Put = (files: ManyFiles, page: FoundPage, paging: Json) => Promise<Filled>

/** The objects of an envelope (section 3.7), byte for byte as their authors gave them; what was erased meanwhile, or is damaged, is left out. */
export const putTogether: Put = (files, { found }, paging) => {
  const head = JSON.stringify({ ...paging, objects: [] }).slice(0, -']}'.length)
  return bytesOf(files, found, { head, tail: ']}' })
}

/** An envelope that leaves: of whose acts is counted while it is put together. */
export async function envelopeOf({ house }: Reading, page: FoundPage, paging: Json): Promise<Uint8Array | Json> {
  const files = { reads: house.store, blobs: house.blobs }
  const { body } = await disclosed(house, (opening) => putTogether({ ...files, opening }, page, paging))
  return body ?? paging
}
