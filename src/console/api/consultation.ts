import { queryOptions } from '@tanstack/react-query'
import * as z from 'zod'
import { ask } from './ask.ts'
import { Action } from './forms.ts'

const label = z.object({ level: z.string(), category: z.string() })

const Clock = z.object({
  state: z.enum(['running', 'stopped', 'overdue', 'escalated', 'done', 'closed']),
  dueAt: z.string(),
  leftMs: z.number().optional(),
  level: z.number(),
  step: z.string().optional(),
})
export type RfiClock = z.infer<typeof Clock>

const Clarification = z.object({
  act: z.string(),
  text: z.string(),
  at: z.string(),
  answer: z.object({ text: z.string(), at: z.string() }).optional(),
})
export type Clarification = z.infer<typeof Clarification>

const Answer = z.object({
  act: z.string(),
  title: z.string(),
  coverage: z.enum(['partial', 'full']),
  text: z.string(),
  label,
  at: z.string(),
})
export type Answer = z.infer<typeof Answer>

/** How far a party that is asked is: what its people said, and its clock. */
const AskedParty = z.object({
  state: z.string(),
  clock: Clock,
  ground: z.string().optional(),
  note: z.string().optional(),
  steps: z.array(z.object({ step: z.string(), at: z.string() })),
  clarifications: z.array(Clarification),
  answers: z.array(Answer),
})
export type AskedParty = z.infer<typeof AskedParty>

const Rfi = z.object({
  act: z.string(),
  author: z.string(),
  audience: z.array(z.string()),
  title: z.string(),
  question: z.string(),
  use: z.string(),
  legalBasis: z.string(),
  needBy: z.string(),
  zone: z.string(),
  organs: z.array(z.object({ party: z.string(), organ: z.string() })).optional(),
  label,
  at: z.string(),
  state: z.string(),
  reason: z.string().optional(),
  endedAt: z.string().optional(),
  parties: z.record(z.string(), AskedParty),
  actions: z.record(z.string(), Action).optional(),
})
export type Rfi = z.infer<typeof Rfi>

/** After these nobody waits for that party. */
const isFinal = (state: string | undefined): boolean => state === 'refused' || state === 'answered'

export const isEnded = ({ state, author, parties }: Rfi, self: string): boolean =>
  state === 'closed' || state === 'withdrawn' || (author !== self && isFinal(parties[self]?.state))

export const isLate = ({ clock: { state } }: AskedParty): boolean => state === 'overdue' || state === 'escalated'

/** Another's request of which nobody here has taken note or that is overdue here, or an own one that waits for a clarification. */
export function needsUs(rfi: Rfi, self: string): boolean {
  if (isEnded(rfi, self)) return false
  const own = rfi.parties[self]
  if (rfi.author !== self) return own !== undefined && (own.state === 'sent' || isLate(own))
  return Object.values(rfi.parties).some(({ state }) => state === 'clarification')
}

const Rfis = z.object({ items: z.array(Rfi), next: z.string().optional() })

export const consultKey = 'consultation'

/** The newest, as many as the node gives at once. */
export const rfisQuery = queryOptions({
  queryKey: [consultKey, 'rfis'],
  queryFn: ({ signal }) => ask('/api/v1/rfis?limit=500', Rfis, { signal }),
  refetchInterval: 30_000,
})

export const rfiPath = (act: string): string => `/api/v1/rfis/${encodeURIComponent(act)}`

export const rfiQuery = (act: string) =>
  queryOptions({
    queryKey: [consultKey, 'rfi', act],
    queryFn: ({ signal }) => ask(rfiPath(act), Rfi, { signal }),
    refetchInterval: 10_000,
  })

/** Where it waits for national approval, `draft` names it. */
const Said = z.object({ act: z.string(), draft: z.string().optional() })
export type Said = z.infer<typeof Said>

export const sayTo = (path: string, body: object): Promise<Said> => ask(path, Said, { method: 'POST', body })

const wish = z.looseObject({
  to: z.array(z.string()).optional(),
  question: z.string().optional(),
  use: z.string().optional(),
  legalBasis: z.string().optional(),
  needBy: z.string().optional(),
  text: z.string().optional(),
  reason: z.string().optional(),
  meetsAt: z.string().optional(),
})
const RfiDraft = z.object({
  draft: z.string(),
  /** `request`, `answer`, `passing` and whatever else of this room waits for a second officer. */
  kind: z.string(),
  desk: z.string(),
  at: z.string(),
  title: z.string(),
  label,
  wished: z.object({ about: z.string().optional(), wish: wish.optional() }),
})
export type RfiDraft = z.infer<typeof RfiDraft>

/** What waits for a second officer. */
export const rfiDraftsQuery = queryOptions({
  queryKey: [consultKey, 'drafts'],
  queryFn: ({ signal }) => ask('/api/v1/rfi-drafts', z.object({ items: z.array(RfiDraft) }), { signal }),
  refetchInterval: 30_000,
})

const Onward = z.object({
  act: z.string(),
  author: z.string(),
  owner: z.string(),
  answer: z.string(),
  given: z.object({ request: z.string(), title: z.string(), text: z.string() }).optional(),
  to: z.array(z.string()),
  use: z.string(),
  label,
  at: z.string(),
  state: z.enum(['asked', 'granted', 'denied', 'withdrawn']),
  grantedTo: z.array(z.string()).optional(),
  until: z.string().optional(),
  note: z.string().optional(),
  passings: z.array(z.object({ act: z.string(), at: z.string(), to: z.array(z.string()), covered: z.boolean() })),
  actions: z.record(z.string(), Action).optional(),
})
export type Onward = z.infer<typeof Onward>

/** Requests to pass answers on, the newest. */
export const onwardsQuery = queryOptions({
  queryKey: [consultKey, 'onwards'],
  queryFn: ({ signal }) =>
    ask('/api/v1/onward?limit=500', z.object({ items: z.array(Onward), next: z.string().optional() }), { signal }),
  refetchInterval: 30_000,
})

export const onwardPath = (act: string): string => `/api/v1/onward/${encodeURIComponent(act)}`

export const onwardQuery = (act: string) =>
  queryOptions({
    queryKey: [consultKey, 'onward', act],
    queryFn: ({ signal }) => ask(onwardPath(act), Onward, { signal }),
    refetchInterval: 10_000,
  })

const Passed = z.object({
  act: z.string(),
  author: z.string(),
  owner: z.string(),
  title: z.string(),
  text: z.string(),
  use: z.string(),
  label,
  at: z.string(),
})

/** Answers of others that went on, the newest. */
export const passedQuery = queryOptions({
  queryKey: [consultKey, 'passed'],
  queryFn: ({ signal }) => ask('/api/v1/passings?limit=100', z.object({ items: z.array(Passed) }), { signal }),
  refetchInterval: 30_000,
})
