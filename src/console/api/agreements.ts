import { queryOptions } from '@tanstack/react-query'
import * as z from 'zod'
import { ask } from './ask.ts'
import { Refusal } from './forms.ts'

const titles = z.record(z.string(), z.string())
const names = z.array(z.string())

export const Listed = z.object({
  name: z.string(),
  title: titles,
  ceiling: z.string(),
  state: z.string(),
  entry: z.string().optional(),
  inForceFor: names,
  utcOffset: z.string().default('+00:00'),
  participants: names.optional(),
  signed: names.optional(),
  consented: names.optional(),
  provisional: names.optional(),
  own: z.string().optional(),
  closed: z.string().optional(),
})
export type Listed = z.infer<typeof Listed>

const Possible = z.object({ allowed: z.boolean(), refusal: Refusal.optional() })
export type Possible = z.infer<typeof Possible>

const dated = z.object({ party: z.string(), at: z.string() })

const Reservation = z.object({
  id: z.string(),
  party: z.string(),
  articles: names,
  effect: z.enum(['excludes', 'modifies']),
  text: z.string(),
  formulated: z.string(),
  made: z.string().optional(),
  withdrawn: z.string().optional(),
  accepted: z.array(dated),
  objections: z.array(dated.extend({ opposesEntry: z.boolean(), withdrawn: z.string().optional() })),
  actions: z.record(z.string(), Possible),
})
export type Reservation = z.infer<typeof Reservation>

const PartyRow = z.object({
  party: z.string(),
  state: z.string(),
  signature: z.object({ at: z.string(), form: z.string() }).optional(),
  consent: z.object({ kind: z.string(), at: z.string(), until: z.string().optional() }).optional(),
  terms: z.array(z.object({ from: z.string(), until: z.string().optional(), isProvisional: z.boolean() })),
  reservations: names,
  declarations: names,
})
export type PartyRow = z.infer<typeof PartyRow>

const Pair = z.object({
  parties: z.tuple([z.string(), z.string()]),
  force: z.enum(['in-force', 'not-in-force', 'objection']),
  articles: z.array(
    z.object({
      article: z.string(),
      effect: z.enum(['modified', 'excluded']),
      reservation: z.string(),
      by: z.string(),
      answer: z.enum(['accepted', 'objected', 'awaiting']),
    }),
  ),
})
export type Pair = z.infer<typeof Pair>

const Pending = z.object({
  act: z.string(),
  party: z.string(),
  kind: z.string(),
  at: z.string(),
  why: Refusal.optional(),
})

/** An agreement whole; of one that is a fact of the founding little is known. */
export const Agreement = z.object({
  name: z.string(),
  title: titles,
  state: z.string(),
  entry: z.string().optional(),
  ends: z.string().optional(),
  utcOffset: z.string().default('+00:00'),
  ceiling: z.string().optional(),
  met: z.object({ at: z.string() }).optional(),
  adopted: z.object({ at: z.string(), entry: z.string() }).optional(),
  participants: names.default([]),
  inForceFor: names.default([]),
  inForceSince: z.object({ on: z.string() }).or(z.string()).optional(),
  facts: z.array(z.object({ party: z.string(), at: z.string(), kind: z.string() })).default([]),
  parties: z.array(PartyRow).default([]),
  pairs: z.array(Pair).default([]),
  registrations: z.array(z.object({ at: z.string(), register: z.string(), number: z.string() })).default([]),
  reservations: z.array(Reservation).default([]),
  pending: z.array(Pending).default([]),
  hasText: z.boolean().default(false),
  closed: z.string().optional(),
  actions: z.record(z.string(), Possible).default({}),
})
export type Agreement = z.infer<typeof Agreement>

const Edition = z.object({
  language: z.string(),
  articles: z.array(
    z.object({
      number: z.string(),
      heading: z.string().optional(),
      paragraphs: z.array(z.object({ number: z.string(), text: z.string() })),
    }),
  ),
})
export type Edition = z.infer<typeof Edition>

export const Text = z.object({
  version: z.number(),
  authentic: z.array(Edition),
  courtesy: z.array(Edition).default([]),
})
export type Text = z.infer<typeof Text>

const AdoptedText = Text.extend({ corrected: z.array(z.object({ entry: z.string(), at: z.string() })).default([]) })

const Expected = z.object({ earliest: z.string(), likely: z.string(), latest: z.string(), confidence: z.number() })

const TrackedStep = z.object({
  step: z.string(),
  reading: z.number().optional(),
  state: z.object({ kind: z.string(), at: z.string().optional(), expected: Expected.optional() }),
  blocker: z.string().optional(),
})
export type TrackedStep = z.infer<typeof TrackedStep>

export const Facts = z.object({
  clauses: z.object({
    utcOffset: z.string(),
    openTo: names.or(z.string()),
    consents: names,
    fullPowers: z.boolean(),
  }),
  events: z.array(
    z.object({
      id: z.string(),
      party: z.string(),
      at: z.string(),
      deed: z.object({ kind: z.string(), holder: z.string().optional(), text: z.string().optional() }),
    }),
  ),
  tracks: z.array(z.object({ party: z.string(), instrument: z.string(), steps: z.array(TrackedStep) })),
})
export type Facts = z.infer<typeof Facts>

export const Forecast = z.object({
  settled: z.string().optional(),
  earliest: z.string().optional(),
  likely: z.string().optional(),
  latest: z.string().optional(),
  confidence: z.number(),
  lacks: z.array(
    z.object({
      condition: z.object({ kinds: names.optional() }),
      count: z.number(),
      from: names,
      isEachNeeded: z.boolean(),
    }),
  ),
  prospects: z.array(
    z.object({
      party: z.string(),
      instrument: z.string(),
      next: z.string(),
      deposit: Expected.optional(),
      blockers: names,
      overdue: names,
    }),
  ),
})
export type Forecast = z.infer<typeof Forecast>

const Moment = z.object({
  kind: z.string(),
  at: z.string(),
  party: z.string().optional(),
  deed: z.string().optional(),
  id: z.string().optional(),
  step: z.string().optional(),
  reservation: z.string().optional(),
})
export type TimelineMoment = z.infer<typeof Moment>

const Notified = z.object({
  act: z.string(),
  party: z.string(),
  kind: z.string(),
  at: z.string(),
  entry: z.object({ number: z.number(), by: z.string() }).optional(),
  parties: z.array(z.object({ party: z.string(), state: z.string(), at: z.string().optional() })),
})
export type Notified = z.infer<typeof Notified>

const items = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) })

const pathOf = (name: string): string => `/api/v1/agreements/${encodeURIComponent(name)}`
/** All that is asked about agreements begins so, and is asked anew after each act. */
export const agreementsKey = 'agreements'

export const registerQuery = queryOptions({
  queryKey: [agreementsKey, 'register'],
  queryFn: ({ signal }) => ask('/api/v1/agreements', items(Listed), { signal }),
  refetchInterval: 10_000,
})

const about = <Value>(name: string, part: string, form: z.ZodType<Value>) =>
  queryOptions({
    queryKey: [agreementsKey, name, part],
    queryFn: ({ signal }) => ask(`${pathOf(name)}${part === '' ? '' : `/${part}`}`, form, { signal }),
    // What others do under it comes as an entry of the charter, of which no event tells whoever reads no reports.
    refetchInterval: 5000,
  })

export const agreementQuery = (name: string) => about(name, '', Agreement)
export const textQuery = (name: string) => about(name, 'text', AdoptedText)
export const factsQuery = (name: string) => about(name, 'facts', Facts)
export const forecastQuery = (name: string) => about(name, 'forecast', Forecast)
export const timelineQuery = (name: string) => about(name, 'timeline', items(Moment))
export const receiptsQuery = (name: string) => about(name, 'notifications', items(Notified))

export const Checked = Possible.extend({
  outcome: z
    .object({
      state: z.string(),
      entry: z.string().optional(),
      own: z.object({ state: z.string(), from: z.string().optional(), until: z.string().optional() }),
    })
    .optional(),
})
export type Checked = z.infer<typeof Checked>

/** What the node would say to a deed if it were signed now. */
export const checkQuery = (name: string, deed: object) =>
  queryOptions({
    queryKey: [agreementsKey, name, 'check', deed],
    queryFn: ({ signal }) => ask(`${pathOf(name)}/actions/check`, Checked, { method: 'POST', body: { deed }, signal }),
  })

const Signed = z.object({ act: z.string() })

/** Signs in the name of the state. */
export const signDeed = (name: string, deed: object) =>
  ask(`${pathOf(name)}/actions`, Signed, { method: 'POST', body: { deed } })

/** Says to all, signed, how far this state is at home. */
export const sayProgress = (name: string, said: object) =>
  ask(`${pathOf(name)}/progress`, Signed, { method: 'POST', body: said })
