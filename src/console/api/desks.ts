import { queryOptions } from '@tanstack/react-query'
import * as z from 'zod'
import { ask } from './ask.ts'
import { Action } from './forms.ts'

const titles = z.record(z.string(), z.string())
const label = z.object({ level: z.string(), category: z.string() })

/** A duty desk as it is reached. */
const Desk = z.object({
  act: z.string(),
  party: z.string(),
  desk: z.string(),
  title: titles,
  organ: titles.optional(),
  functions: z.array(z.string()),
  channels: z.array(z.object({ kind: z.string(), address: z.string() })),
  hours: z.object({ zone: z.string() }),
  deputies: z.array(z.string()),
  languages: z.array(z.string()),
  label,
  published: z.string(),
  unrecorded: z.literal(true).optional(),
  likePerson: z.string().optional(),
  duty: z.object({ state: z.enum(['on', 'off', 'unknown']) }),
})
export type Desk = z.infer<typeof Desk>

const Result = z.object({
  state: z.enum(['sent', 'delivered', 'replied', 'late', 'failed']),
  why: z.enum(['refused', 'not-delivered', 'no-reply']).optional(),
  replyMs: z.number().optional(),
  repliedAt: z.string().optional(),
  note: z.string().optional(),
  isOpen: z.boolean(),
  closed: z.object({ note: z.string(), at: z.string(), by: z.string() }).optional(),
})
export type Result = z.infer<typeof Result>

const Check = z.object({
  act: z.string(),
  author: z.string(),
  party: z.string(),
  label,
  nature: z.string(),
  sent: z.string(),
  dueAt: z.string(),
  delivery: z.string(),
  desks: z.record(z.string(), Result),
})
export type Check = z.infer<typeof Check>

const Figure = z.object({
  party: z.string(),
  desk: z.string(),
  checks: z.number(),
  waiting: z.number(),
  replied: z.number(),
  late: z.number(),
  failed: z.number(),
  rate: z.number().optional(),
  medianMs: z.number().optional(),
})

const Call = z.object({
  act: z.string(),
  author: z.string(),
  calledAt: z.string(),
  endedAt: z.string().optional(),
  channel: z.string(),
  desks: z.array(z.object({ party: z.string(), desk: z.string() })),
  summary: z.string(),
  label,
  state: z.string(),
  parties: z.record(
    z.string(),
    z.object({ state: z.string(), at: z.string().optional(), correction: z.string().optional() }),
  ),
  replaces: z.string().optional(),
  replacedBy: z.string().optional(),
  actions: z.record(z.string(), Action).optional(),
})
export type Call = z.infer<typeof Call>

const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next: z.string().optional() })

export const desksKey = 'desks'

/** Everything that the reader may see of the directory, as many desks as the node gives at once. */
export const directoryQuery = queryOptions({
  queryKey: [desksKey, 'directory'],
  queryFn: ({ signal }) => ask('/api/v1/desks?limit=500', listOf(Desk), { signal }),
  refetchInterval: 30_000,
})

/** The newest checks, sent and received. */
export const checksQuery = queryOptions({
  queryKey: [desksKey, 'checks'],
  queryFn: ({ signal }) => ask('/api/v1/comchecks?limit=50', listOf(Check), { signal }),
  refetchInterval: 10_000,
})

/** Own checks of which somebody has to look into a failure. */
export const failuresQuery = queryOptions({
  queryKey: [desksKey, 'failures'],
  queryFn: ({ signal }) => ask('/api/v1/comchecks?limit=20&open=1', listOf(Check), { signal }),
  refetchInterval: 10_000,
})

export const figuresQuery = queryOptions({
  queryKey: [desksKey, 'figures'],
  queryFn: ({ signal }) => ask('/api/v1/comcheck-figures', listOf(Figure), { signal }),
  refetchInterval: 30_000,
})

export const callsQuery = queryOptions({
  queryKey: [desksKey, 'calls'],
  queryFn: ({ signal }) => ask('/api/v1/hotline?limit=50', listOf(Call), { signal }),
  refetchInterval: 10_000,
})

/** One record with what may be done about it. */
export const callQuery = (act: string) =>
  queryOptions({
    queryKey: [desksKey, 'call', act],
    queryFn: ({ signal }) => ask(`/api/v1/hotline/${encodeURIComponent(act)}`, Call, { signal }),
  })

const Shift = z.object({
  items: z.array(z.object({ entry: z.string(), kind: z.string(), note: z.string(), desk: z.string(), at: z.string() })),
  next: z.string().optional(),
  /** A handover waits to be taken over. */
  waiting: z.boolean(),
})

/** The log of the watch, which is not told by events: it is this house's own. */
export const shiftQuery = queryOptions({
  queryKey: [desksKey, 'shift'],
  queryFn: ({ signal }) => ask('/api/v1/shift-log?limit=10', Shift, { signal }),
  refetchInterval: 5000,
})

const Ran = z.object({
  checks: z.array(z.object({ party: z.string(), desks: z.array(z.string()) })),
  refused: z.array(z.object({ party: z.string(), code: z.string() })),
})
export type Ran = z.infer<typeof Ran>

/** `party/desk` of others, or all; of these so many drawn by lot. */
export interface CheckWish {
  readonly desks: 'all' | readonly string[]
  readonly pick?: number
  readonly replyWithinMs: number
}
export const runChecks = (body: CheckWish): Promise<Ran> => ask('/api/v1/comchecks', Ran, { method: 'POST', body })
