import { letGo } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { Party } from '#protocol/identity/party.ts'
import { readTaxiiQuery } from '#protocol/taxii/query.ts'
import { ownBytesOf } from '#platform/http/own-bytes.ts'
import { readerOf, type Reader } from '#platform/http/reader.ts'
import { disclosures } from '#platform/record/tables.ts'
import type { Charter } from '#charter/charter.ts'
import { collectionsOf } from './collection.ts'
import { KnownLayouts } from './known-runs.ts'
import { listed, putTogether, type ReadingPorts, type Written } from './listing.ts'

export type RehearsalPorts = Pick<ReadingPorts, 'house' | 'cursors'>

/** As many read and write side by side as tools do on four connections: each opens what it needs. */
const lanes = 4
/** Pages of one lane. */
const mostPages = 12
/** What tools ask: a thousand objects, of some types and of all. */
const searches = ['limit=1000&match[type]=indicator,malware,ipv4-addr,domain-name,relationship', 'limit=1000']

/**
 * Reads pages of what this node holds on the way on which tools read them, and throws them away: afterwards connections are open, statements
 * are prepared and code is compiled. Nothing leaves, so nothing is counted as disclosed. Ends after the page at hand when the signal aborts.
 * Answers how many pages it read.
 */
export async function rehearsePages({ house, cursors }: RehearsalPorts, signal: AbortSignal): Promise<number> {
  const reader = everything(house.charter(), house.self)
  const [collection] = collectionsOf(house.charter(), reader)
  if (collection === undefined) return 0
  const write: Written = async (page, paging) => {
    const { body } = await putTogether({ reads: house.store, blobs: house.blobs }, page, paging)
    return body ?? paging
  }
  const lane = async (): Promise<number> => {
    const ports = { house, cursors, known: new KnownLayouts() }
    await house.store.transaction((tx) => tx.select(disclosures, { limit: 1 }))
    let pages = 0
    for (let after = 'added_after=1970-01-01T00:00:00Z'; after !== '' && pages < mostPages && !signal.aborted;) {
      const query = readTaxiiQuery(new URLSearchParams(`${searches[pages % searches.length]}&${after}`))
      if (isRefusal(query)) break
      const page = await listed(ports, { collection, reader, reads: house.store, query }, write)
      if (isRefusal(page)) break
      letGo(ownBytesOf(page) ?? new Uint8Array(0))
      const last = page.headers.get('x-taxii-date-added-last')
      after = last === null ? '' : `added_after=${last}`
      pages += 1
    }
    return pages
  }
  const read = await Promise.all(Array.from({ length: lanes }, lane))
  return read.reduce((sum, pages) => sum + pages, 0)
}

/** Nobody's account: what it is given is thrown away. */
function everything(charter: Charter, self: Party): Reader {
  const levels = [...charter.levels.keys()]
  const clearance = levels.at(-1) ?? ''
  return readerOf({ name: '', role: 'taxii', desk: self, clearance, categories: ['*'] }, levels)
}
