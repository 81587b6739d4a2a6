import { Hono, type Context } from 'hono'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { acceptsTaxii, stixMediaType, taxiiMediaType } from '#protocol/taxii/media-type.ts'
import { readTaxiiQuery } from '#protocol/taxii/query.ts'
import { foresee, type Question } from '#platform/db/select-all.ts'
import { authenticateTool, toolQuestions } from '#platform/http/account.ts'
import type { Spoken } from '#platform/http/declaration.ts'
import { chooseLanguage, type Language } from '#platform/http/language.ts'
import { newRef, toldOf, type Edge } from '#platform/http/problem.ts'
import { readerOf } from '#platform/http/reader.ts'
import { may } from '#platform/http/roles.ts'
import { maxContentLength } from '../posting/intake.ts'
import { profilesFor } from '../profiles/read.ts'
import { nothing, writingRoutes, type Asked, type TaxiiHandler, type WritingPorts } from '../posting/taxii-routes.ts'
import { collectionsOf, findCollection, postable, sharesOf, type Collection } from './collection.ts'
import { KnownLayouts } from './known-runs.ts'
import { layoutQuestion } from './layout.ts'
import { envelopeOf, listed, manifestOf, type ReadingPorts, type Written } from './listing.ts'
import { namesOf, pageOf } from './page.ts'
import { taxii } from './taxii-declarations.ts'
import { taxiiAnswer, taxiiError } from './taxii-error.ts'

export type TaxiiPorts = WritingPorts & Omit<ReadingPorts, 'known'>

/** Where the one API root stands, seen from the server's own root (section 4.1: a relative URL). */
const apiRoot = '/taxii2/api/'

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

/** A page of a list, and a cursor for the next. */
async function list(ports: ReadingPorts, asked: Asked, write: Written): Promise<Response | Refusal> {
  const { collection, reader, reads, search } = asked
  if (collection === undefined) return nothing()
  const query = readTaxiiQuery(search)
  return isRefusal(query) ? query : listed(ports, { collection, reader, reads, query }, write)
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
