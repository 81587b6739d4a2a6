import { Hono, type Context } from 'hono'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { acceptsTaxii, stixMediaType, taxiiMediaType } from '#protocol/taxii/media-type.ts'
import { readTaxiiQuery, type TaxiiQuery } from '#protocol/taxii/query.ts'
import { taxiiTime } from '#protocol/taxii/taxii-time.ts'
import { foresee, type Question } from '#platform/db/select-all.ts'
import { authenticateTool, toolQuestions } from '#platform/http/account.ts'
import type { Cursors } from '#platform/http/cursor.ts'
import type { Spoken } from '#platform/http/declaration.ts'
import { chooseLanguage, type Language } from '#platform/http/language.ts'
import { newRef, toldOf, type Edge } from '#platform/http/problem.ts'
import { readerOf } from '#platform/http/reader.ts'
import { may } from '#platform/http/roles.ts'
import { countDisclosed } from '../disclosing.ts'
import { maxContentLength } from '../posting/intake.ts'
import { profilesFor } from '../profiles/read.ts'
import { nothing, writingRoutes, type Asked, type TaxiiHandler, type WritingPorts } from '../posting/taxii-routes.ts'
import { collectionsOf, findCollection, postable, sharesOf, type Collection } from './collection.ts'
import { KnownLayouts } from './known-runs.ts'
import { layoutQuestion } from './layout.ts'
import { bytesOf } from './page-bytes.ts'
import { namesOf, pageOf, type FoundPage } from './page.ts'
import { taxii } from './taxii-declarations.ts'
import { taxiiAnswer, taxiiError } from './taxii-error.ts'

export interface TaxiiPorts extends WritingPorts {
  readonly cursors: Cursors
}

interface ReadingPorts extends TaxiiPorts {
  readonly known: KnownLayouts
}

/** Where the one API root stands, seen from the server's own root (section 4.1: a relative URL). */
const apiRoot = '/taxii2/api/'
const usualLimit = 100
const maxLimit = 1000
/** Objects of one answer; they are put together in memory. */
const pageBytes = 16 * 1024 * 1024

/**
 * `/taxii2/` of TAXII 2.1, for reading: discovery, the API root, collections, manifests, objects and their versions. Every path ends with a
 * slash (section 1.6.1). What an account may not see answers as what is not there.
 */
export function taxiiRoutes(given: TaxiiPorts): Hono {
  const app = new Hono()
  const ports = { ...given, known: new KnownLayouts() }
  const { edge } = ports
  app.onError((error, c) => {
    const ref = newRef(edge.random)
    return taxiiError(edge, c.req.raw, toldOf(edge, c.req.raw, error, ref), ref)
  })
  const on = ({ method, path }: Spoken, handler: TaxiiHandler, ahead: readonly Question[] = []) =>
    app.on(method, path, async (c) => {
      const asked = await askedOf(ports, c, ahead)
      const answer = isRefusal(asked) ? asked : await handler(asked)
      return answer instanceof Response ? answer : taxiiError(edge, c.req.raw, answer)
    })
  on(taxii.discovery, async () =>
    taxiiAnswer({ title: `Tamga ${ports.house.self}`, default: apiRoot, api_roots: [apiRoot] }),
  )
  on(taxii.root, async () =>
    taxiiAnswer({
      title: `Tamga ${ports.house.self}`,
      versions: [taxiiMediaType],
      max_content_length: maxContentLength,
    }),
  )
  on(taxii.collections, async ({ reader, request }) => {
    const posts = (await profilesFor(ports.house.store, reader)).map(postable)
    const language = chooseLanguage(request.headers.get('accept-language'))
    const found = [...collectionsOf(ports.house.charter(), reader), ...posts]
    const collections = found.map((one) => resourceOf(edge, one, language))
    return taxiiAnswer(collections.length === 0 ? {} : { collections }, inLanguage(language))
  })
  on(taxii.collection, async ({ collection, request }) => {
    const language = chooseLanguage(request.headers.get('accept-language'))
    return collection === undefined
      ? nothing()
      : taxiiAnswer(resourceOf(edge, collection, language), inLanguage(language))
  })
  const ahead = [layoutQuestion]
  on(taxii.objects, (asked) => list(ports, asked, (page, paging) => envelopeOf(ports, page, paging)), ahead)
  on(taxii.manifest, (asked) => list(ports, asked, (page, paging) => manifestOf(ports, page, paging)), ahead)
  on(taxii.object, (asked) => ofObject(ports, asked, (page, paging) => envelopeOf(ports, page, paging)))
  on(taxii.versions, (asked) =>
    ofObject(ports, { ...asked, search: allVersions(asked.search) }, async ({ found }, paging) => ({
      ...paging,
      versions: (await namesOf(ports.house.store, found)).map(({ version }) => version),
    })),
  )
  writingRoutes(ports, on)
  app.all('/taxii2/*', (c) => taxiiError(edge, c.req.raw, nothing()))
  return app
}

async function askedOf({ house }: TaxiiPorts, c: Context, ahead: readonly Question[]): Promise<Asked | Refusal> {
  const request = c.req.raw
  const who = toolQuestions(request)
  const reads = ahead.length * who.length === 0 ? house.store : await foresee(house.store, [...who, ...ahead])
  const account = await authenticateTool(reads, request)
  if (isRefusal(account)) return account
  const refused = may(account.role, 'taxii.read')
  if (refused !== undefined) return refused
  if (!acceptsTaxii(c.req.header('accept') ?? null)) return refuse('taxii-not-acceptable', 'TAXII 2.1 1.6.6: Accept')
  const charter = house.charter()
  const reader = readerOf(account, [...charter.levels.keys()])
  const named = { reads: house.store, charter }
  const collection = await findCollection(named, reader, c.req.param('collection') ?? '')
  const [object, status] = [c.req.param('object') ?? '', c.req.param('status') ?? '']
  return { reader, reads, collection, search: new URL(c.req.url).searchParams, object, status, request }
}

const inLanguage = (language: Language) => ({ 'content-language': language, vary: 'accept-language' })

/** The collection resource (section 5.2.1), its title and description in the language asked for. */
function resourceOf({ sentences }: Edge, { id, alias, about, profile }: Collection, language: Language) {
  const name = typeof about.name === 'string' ? about.name : (about.name[language] ?? about.name['en'] ?? alias)
  const say = (what: string): string => sentences(language, `taxii.collection.${about.kind}.${what}`, { name })
  return {
    id,
    title: say('title'),
    description: say('description'),
    alias,
    can_read: true,
    can_write: profile !== undefined,
    media_types: [stixMediaType],
  }
}

/** Writes a page into an answer; `paging` are its members `more` and `next`, if there is more. */
type Written = (page: FoundPage, paging: Json) => Promise<Json | Uint8Array> | Json
type Json = Readonly<Record<string, unknown>>

/** A page of a list, and a cursor for the next. */
async function list(ports: ReadingPorts, asked: Asked, write: Written): Promise<Response | Refusal> {
  const { collection, reader, reads, search } = asked
  if (collection === undefined) return nothing()
  const query = readTaxiiQuery(search)
  return isRefusal(query) ? query : listed(ports, { collection, reader, reads, query }, write)
}

interface AskedPage extends Pick<Asked, 'reader' | 'reads'> {
  readonly collection: Collection
  readonly query: TaxiiQuery
}

async function listed(
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

/** Of one object; what is in no version there is not there at all (section 5.6). */
async function ofObject(ports: ReadingPorts, asked: Asked, write: Written): Promise<Response | Refusal> {
  const { collection, reader, object } = asked
  if (collection === undefined) return nothing()
  const scope = { reads: ports.house.store, shares: sharesOf(collection, reader) }
  const any = await pageOf(scope, { ids: [object], versions: everyVersion, text: '' }, { limit: 1, bytes: 0 })
  if (any.found.length === 0) return nothing()
  const search = new URLSearchParams(asked.search)
  search.delete('match[type]')
  search.set('match[id]', object)
  return list(ports, { ...asked, search }, write)
}

const everyVersion = { all: true, last: false, first: false, exact: new Set<string>() }

/** The list of versions knows no filter by version (section 5.8). */
function allVersions(search: URLSearchParams): URLSearchParams {
  const all = new URLSearchParams(search)
  all.set('match[version]', 'all')
  return all
}

async function manifestOf({ house }: TaxiiPorts, { found }: FoundPage, paging: Json): Promise<Json> {
  const objects = (await namesOf(house.store, found)).map(({ id, date, version }) => {
    return { id, date_added: taxiiTime(date), version, media_type: stixMediaType }
  })
  return { ...paging, objects }
}

/** The objects of an envelope (section 3.7), byte for byte as their authors gave them; what was erased meanwhile, or is damaged, is left out. */
async function envelopeOf({ house }: TaxiiPorts, { found }: FoundPage, paging: Json): Promise<Uint8Array | Json> {
  const head = JSON.stringify({ ...paging, objects: [] }).slice(0, -']}'.length)
  const files = { reads: house.store, blobs: house.blobs }
  const { body, acts } = await bytesOf(files, found, { head, tail: ']}' })
  await countDisclosed(house, acts)
  return body ?? paging
}
