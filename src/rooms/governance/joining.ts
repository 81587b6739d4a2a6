import { z } from 'zod'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import { words } from '#protocol/acts/field.ts'
import { readRequest, requestWords, SignedRequest } from '#protocol/acts/join-request.ts'
import { areSameWords } from '#protocol/identity/fingerprint.ts'
import type { Api } from '#platform/http/api.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { isOutside, isThere } from '#charter/standing.ts'
import type { House } from '#charter/record/house.ts'

const rule = 'protocol 8: admission'

const read = {
  method: 'POST',
  path: '/api/v1/charter/requests',
  action: 'charter.propose',
  summary:
    'Read a request to join, if the words that its state said aloud are those of the request. Nothing is kept; who wants to admit it proposes it.',
  body: z.strictObject({ request: SignedRequest, words: words(120) }),
  answer: z.object({
    party: z.string(),
    name: z.record(z.string(), z.string()),
    url: z.string(),
    words: z.string(),
    at: z.string(),
    /** What it may be admitted as, and where its journal would stand, after the manner of the others. */
    standings: z.array(z.object({ name: z.string(), title: z.record(z.string(), z.string()) })),
    journalOrigin: z.string(),
  }),
} as const satisfies Declaration

/** What the officers of a party do with a request to join before they propose it: the words are typed as they were heard, so that nobody nods through what he sees. */
export function joiningRoutes(api: Api, house: House): void {
  api.route(read, async ({ body }) => {
    const request = readRequest(body.request)
    if (isRefusal(request)) return request
    const { party, name, url, at } = request
    const said = requestWords(body.request)
    if (!areSameWords(body.words, said)) return refuse('words-differ', rule, { by: party })
    const charter = house.charter()
    if (request.coalition !== charter.id) return refuse('request-malformed', rule, { member: 'coalition' })
    const now = house.clock.now()
    if (!isOutside(charter, party, now)) return refuse('party-exists', rule, { party })
    const standings = [...charter.standings.values()].filter((standing) => isThere(standing, now))
    const like = charter.parties.get(charter.depositary)?.journalOrigin ?? ''
    return {
      party,
      name: { ...name },
      url,
      words: said,
      at,
      standings: standings.map(({ name: named, title }) => ({ name: named, title: { ...title } })),
      journalOrigin: charter.parties.get(party)?.journalOrigin ?? like.replace(`/${charter.depositary}/`, `/${party}/`),
    }
  })
}
