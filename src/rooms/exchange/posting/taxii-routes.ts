import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { Timers } from '#kernel/ports.ts'
import { isTaxii, taxiiMediaType } from '#protocol/taxii/media-type.ts'
import { readTaxiiQuery } from '#protocol/taxii/query.ts'
import type { Spoken } from '#platform/http/declaration.ts'
import { chooseLanguage } from '#platform/http/language.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Edge } from '#platform/http/problem.ts'
import type { Reader } from '#platform/http/reader.ts'
import { may } from '#platform/http/roles.ts'
import type { House } from '#charter/record/house.ts'
import type { Collection } from '../collections/collection.ts'
import { dateShares } from '../collections/dating.ts'
import { taxii } from '../collections/taxii-declarations.ts'
import { taxiiAnswer } from '../collections/taxii-error.ts'
import type { Envelopes } from './envelopes.ts'
import { Intake } from './intake.ts'
import { postObjects } from './post.ts'
import { findPosting, statusOf, type Say, type Settled } from './status.ts'
import { takeAway } from './taking-away.ts'
import { Turns } from './turns.ts'

export interface WritingPorts {
  readonly house: House
  readonly edge: Edge
  readonly timers: Timers
  readonly envelopes: Envelopes
}

/** Who asks for what, if he may. */
export interface Asked {
  readonly reader: Reader
  /** What was asked ahead is known there already. */
  readonly reads: Reads
  readonly search: URLSearchParams
  /** As named by the path; `undefined` where there is none for this reader. */
  readonly collection: Collection | undefined
  readonly object: string
  readonly status: string
  readonly request: Request
}

export type TaxiiHandler = (asked: Asked) => Promise<Response | Refusal>

export const nothing = (): Refusal => refuse('not-found', 'TAXII 2.1 3.6: not there, or not for this account')

/** Adding objects (section 5.5) and what became of them (section 4.3). */
export function writingRoutes(ports: WritingPorts, on: (route: Spoken, handler: TaxiiHandler) => unknown): void {
  const desk = { intake: new Intake(ports.timers), turns: new Turns() }
  on(taxii.add, (asked) => add(ports, desk, asked))
  on(taxii.drop, (asked) => drop(ports, asked))
  on(taxii.status, async ({ reader, status, request }) => {
    const { house } = ports
    const posting = await findPosting(house.store, reader, { status, now: house.clock.now() })
    return posting === undefined ? nothing() : taxiiAnswer(await statusFor(ports, request, { posting }))
  })
}

/** What the POSTs of a process have in common. */
interface Desk {
  readonly intake: Intake
  readonly turns: Turns
}

async function add(
  ports: WritingPorts,
  { intake, turns }: Desk,
  { reader, collection, request }: Asked,
): Promise<Response | Refusal> {
  const { house, envelopes } = ports
  const refused = may(reader.account.role, 'taxii.post')
  if (refused !== undefined) return refused
  if (collection === undefined) return nothing()
  const { profile, alias } = collection
  if (profile === undefined) return readOnly(alias)
  if (request.headers.has('content-encoding') || !isTaxii(request.headers.get('content-type'))) {
    return refuse('media-type', 'TAXII 2.1 1.6.6: Content-Type', { accepts: taxiiMediaType })
  }
  const settled = await intake.take(request, (bytes) =>
    postObjects(house, { reader, profile, bytes, envelopes, turns }),
  )
  return isRefusal(settled) ? settled : accepted(ports, request, settled)
}

/** Deleting an object (section 5.7): 200 and no body. */
async function drop({ house }: WritingPorts, asked: Asked): Promise<Response | Refusal> {
  const { reader, collection, search, object } = asked
  const refused = may(reader.account.role, 'taxii.post')
  if (refused !== undefined) return refused
  if (collection === undefined) return nothing()
  const { profile, alias } = collection
  if (profile === undefined) return readOnly(alias)
  const query = readTaxiiQuery(search)
  if (isRefusal(query)) return query
  const no = await takeAway(house, { reader, profile, object, query, namesVersions: search.has('match[version]') })
  if (no !== undefined) return no
  await dateShares(house)
  return taxiiAnswer('')
}

const readOnly = (alias: string): Refusal =>
  refuse('collection-read-only', 'TAXII 2.1 5.5: can_write', { collection: alias })

async function accepted(ports: WritingPorts, request: Request, settled: Settled): Promise<Response> {
  return taxiiAnswer(await statusFor(ports, request, settled), {}, 202)
}

const statusFor = ({ house, edge }: WritingPorts, request: Request, settled: Settled) =>
  statusOf({ reads: house.store, say: sayTo({ edge }, request) }, settled)

const sayTo =
  ({ edge }: Pick<WritingPorts, 'edge'>, request: Request): Say =>
  (key, params) =>
    edge.sentences(chooseLanguage(request.headers.get('accept-language')), key, params)
