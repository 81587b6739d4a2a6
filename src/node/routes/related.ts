import { z } from 'zod'
import { refuse } from '#kernel/refusal.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import { parseParty, type Party } from '#protocol/identity/party.ts'
import { searchTextOf } from '#protocol/stix/object.ts'
import type { Api } from '#platform/http/api.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import type { Reader } from '#platform/http/reader.ts'
import { searchLag, type SearchQuery } from '#platform/search/search.ts'
import { rawObject, shareItem } from '#rooms/exchange/read.ts'
import type { NodePorts } from '../ports.ts'

const found = z.object({
  act: z.string(),
  author: z.string(),
  at: z.string(),
  level: z.string(),
  object: z.string(),
  type: z.string(),
  name: z.string(),
})

const related = {
  method: 'GET',
  path: '/api/v1/acts/:act/objects/:id/related',
  action: 'content.search',
  summary:
    'What other states shared that bears the same id, external id (a technique, a vulnerability) or observable value, as far as the reader may see ' +
    'it. The newest of each are given, and whether there are `more`. Identities, accounts and e-mail addresses are related to nothing.',
  answer: z.object({
    items: z.array(
      z.object({
        kind: z.enum(['object', 'external-id', 'value']),
        value: z.string(),
        finds: z.array(found),
        more: z.boolean(),
      }),
    ),
    lag: z.number(),
    lagSince: z.string().optional(),
  }),
} as const satisfies Declaration

const correlated = {
  method: 'GET',
  path: '/api/v1/related',
  action: 'content.search',
  summary:
    'Which states shared what bears this very id, external id (a technique, a vulnerability) or observable value, as far as the reader may see it: of each state the newest, ' +
    'and whether there are `more`. Identities, accounts and e-mail addresses are related to nothing.',
  query: z.strictObject({ value: z.string().min(1).max(500) }),
  answer: z.object({
    states: z.array(z.object({ author: z.string(), finds: z.array(found), more: z.boolean() })),
    lag: z.number(),
    lagSince: z.string().optional(),
  }),
} as const satisfies Declaration

/** Values of one object that are looked for, and finds that are given of each. */
const mostValues = 16
const mostFinds = 10
/** So many are looked at, in case some are of types that are not given. */
const mostSeen = 2 * mostFinds + 1
/** Shorter ones are equal by chance. */
const leastChars = 3

/** SG-01: what may stand for a person is not followed from share to share. */
const unrelated: ReadonlySet<string> = new Set(['identity', 'email-addr', 'user-account'])

export function relatedRoutes(api: Api, ports: NodePorts): void {
  api.route(related, async ({ reader, params }) => {
    const act = parseActId(params.act)
    const share = act === undefined ? undefined : await shareItem(ports.store, reader, act)
    const of = { reads: ports.store, blobs: ports.blobs }
    const raw = share === undefined ? undefined : await rawObject(of, reader, { act: share.act, id: params.id })
    if (share === undefined || raw === undefined) return refuse('not-found', 'interfaces: paths')
    const items = []
    for (const sought of soughtOf(params.id, raw)) {
      const { finds, more } = await findsOf(ports, reader, { value: sought.value, notAuthor: share.author })
      if (finds.length > 0) items.push({ ...sought, finds, more })
    }
    return { items, ...(await searchLag(ports.store, reader)) }
  })
  api.route(correlated, async ({ reader, query: { value } }) => {
    const states = []
    for (const author of isFollowed(value) ? await authorsOf(ports, reader, value) : []) {
      const one = await findsOf(ports, reader, { value, author })
      if (one.finds.length > 0) states.push({ author, ...one })
    }
    return { states, ...(await searchLag(ports.store, reader)) }
  })
}

/** Who shared what bears it, those that did most often first: none but those of whom the reader sees a share. */
async function authorsOf({ search }: NodePorts, reader: Reader, value: string): Promise<readonly Party[]> {
  const { author } = await search.facets({ text: '', value }, reader)
  return author.flatMap(({ value: name }) => parseParty(name) ?? [])
}

interface Sought {
  readonly kind: 'object' | 'external-id' | 'value'
  readonly value: string
}

function soughtOf(id: string, raw: Uint8Array): readonly Sought[] {
  if (!isFollowed(id)) return []
  const { externalIds, values } = searchTextOf(raw)
  const all: readonly Sought[] = [
    { kind: 'object', value: id },
    ...externalIds.map((value) => ({ kind: 'external-id' as const, value })),
    ...values.map((value) => ({ kind: 'value' as const, value })),
  ]
  const once = new Map(all.map((sought) => [sought.value, sought]))
  return [...once.values()].filter(({ value }) => isTelling(value)).slice(0, mostValues)
}

const isFollowed = (value: string): boolean => isTelling(value) && !unrelated.has(value.replace(/--.*$/su, ''))
const isTelling = (value: string): boolean => value.length >= leastChars && !value.includes('@')

async function findsOf({ search }: NodePorts, reader: Reader, sought: Omit<SearchQuery, 'text'>) {
  const page = { limit: mostSeen, order: 'time' } as const
  const { finds: all, stopped } = await search.find({ text: '', ...sought }, reader, page)
  const finds = all
    .filter(({ type }) => !unrelated.has(type))
    .map(({ act, author, at, level, object, type, name }) => ({ act, author, at, level, object, type, name }))
  return {
    finds: finds.slice(0, mostFinds),
    more: finds.length > mostFinds || all.length === mostSeen || stopped !== undefined,
  }
}
