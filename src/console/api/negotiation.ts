import { queryOptions } from '@tanstack/react-query'
import * as z from 'zod'
import { agreementsKey, Text } from './agreements.ts'
import { ask } from './ask.ts'
import { Refusal } from './forms.ts'

const names = z.array(z.string())
const renewMs = 5000

const DraftLine = z.object({
  agreement: z.string(),
  act: z.string(),
  author: z.string(),
  at: z.string(),
  negotiators: names,
  version: z.number(),
  paragraphs: z.number(),
  agreed: z.number(),
})
export type DraftLine = z.infer<typeof DraftLine>

const Position = z.object({
  kind: z.string(),
  opinion: z.string().optional(),
  ground: z.string().optional(),
  language: z.string().optional(),
  text: z.string().optional(),
  reason: z.string().optional(),
})
export type Position = z.infer<typeof Position>

const Draft = z.object({
  act: z.string(),
  author: z.string(),
  at: z.string(),
  negotiators: names,
  isAgreed: z.boolean(),
  text: Text,
  paragraphs: z.array(
    z.object({
      article: z.string(),
      paragraph: z.string(),
      isBracketed: z.boolean(),
      isAgreed: z.boolean(),
      positions: z.record(z.string(), Position),
    }),
  ),
})
export type Draft = z.infer<typeof Draft>
export type Paragraph = Draft['paragraphs'][number]

const Proposal = z.object({
  act: z.string(),
  kind: z.string(),
  author: z.string(),
  at: z.string(),
  subject: z.string(),
  change: z.string().optional(),
  expires: z.string().optional(),
  state: z.string(),
  why: Refusal.optional(),
  consents: z.object({ needed: z.number(), of: names, signed: names }).optional(),
  dueBy: z.string().optional(),
  overdue: z.boolean().optional(),
})
export type Proposal = z.infer<typeof Proposal>

/** Whose consent it takes and who has not given it. */
export const missingOf = (consents: Proposal['consents']): readonly string[] =>
  consents?.of.filter((party) => !consents.signed.includes(party)) ?? []

/** What stands under a proposal of a text; other changes of the charter are passed over. */
const ProposedText = Proposal.extend({
  body: z.object({
    reason: z.string().optional(),
    change: z.looseObject({
      type: z.string(),
      machine: z.object({ name: z.string(), title: z.record(z.string(), z.string()) }).optional(),
      participants: names.optional(),
      text: Text.optional(),
    }),
  }),
})
export type ProposedText = z.infer<typeof ProposedText>

const Closed = z.object({
  act: z.string(),
  name: z.string(),
  title: z.record(z.string(), z.string()),
  author: z.string(),
  participants: names,
  signed: names,
  state: z.string(),
})
export type Closed = z.infer<typeof Closed>

/** The same with what it says, and what the coalition has learnt of it. */
const ClosedText = Closed.extend({
  at: z.string(),
  digest: z.string(),
  entered: z.object({ at: z.string() }).optional(),
  adopted: z.string().optional(),
  body: z.object({ text: Text.optional() }),
})
export type ClosedText = z.infer<typeof ClosedText>

const list = <Item extends z.ZodType>(key: string, path: string, item: Item) =>
  queryOptions({
    queryKey: [agreementsKey, key],
    queryFn: ({ signal }) => ask(path, z.object({ items: z.array(item) }), { signal }),
    refetchInterval: renewMs,
  })

export const draftLinesQuery = list('drafts', '/api/v1/agreement-drafts', DraftLine)
export const proposalsQuery = list('proposals', '/api/v1/charter/proposals', Proposal)
export const closedQuery = list('closed', '/api/v1/closed-agreements', Closed)

const draftPath = (name: string, act: string): string =>
  `/api/v1/agreements/${encodeURIComponent(name)}/drafts/${encodeURIComponent(act)}`

export const draftQuery = (name: string, act: string) =>
  queryOptions({
    queryKey: [agreementsKey, 'draft', act],
    queryFn: ({ signal }) => ask(draftPath(name, act), Draft, { signal }),
    refetchInterval: renewMs,
  })

export const proposalQuery = (act: string) =>
  queryOptions({
    queryKey: [agreementsKey, 'proposal', act],
    queryFn: ({ signal }) => ask(`/api/v1/charter/proposals/${encodeURIComponent(act)}`, ProposedText, { signal }),
    refetchInterval: renewMs,
  })

export const closedTextQuery = (act: string) =>
  queryOptions({
    queryKey: [agreementsKey, 'closed', act],
    queryFn: ({ signal }) => ask(`/api/v1/closed-agreements/${encodeURIComponent(act)}`, ClosedText, { signal }),
    refetchInterval: renewMs,
  })

const Signed = z.object({ act: z.string() })

interface Placed {
  readonly article: string
  readonly paragraph: string
  readonly position: Position
}

export const sayPosition = (name: string, act: string, placed: Placed) =>
  ask(`${draftPath(name, act)}/positions`, Signed, { method: 'POST', body: { positions: [placed] } })

export const proposeText = (change: unknown, reason: string) =>
  ask('/api/v1/charter/proposals', Signed, {
    method: 'POST',
    body: { change, ...(reason === '' ? {} : { reason }) },
  })

export const proposeClosed = (text: unknown) => ask('/api/v1/closed-agreements', Signed, { method: 'POST', body: text })

export const sendDraft = (name: string, to: readonly string[], text: unknown) =>
  ask(`/api/v1/agreements/${encodeURIComponent(name)}/drafts`, Signed, { method: 'POST', body: { to, text } })

const Reminder = z.object({
  agreement: z.string(),
  kind: z.string(),
  at: z.string().optional(),
  step: z.string().optional(),
  of: z.string().optional(),
  blockers: names.optional(),
})
export type Reminder = z.infer<typeof Reminder>

export const remindersQuery = (days: number) =>
  list(`reminders ${days}`, `/api/v1/agreement-reminders?days=${days}`, Reminder)

const Lane = z.object({
  at: z.string(),
  charter: z.object({
    number: z.number(),
    depositary: z.string(),
    headAt: z.string().optional(),
    halted: z.boolean(),
    overdue: z.array(z.object({ act: z.string(), subject: z.string(), dueBy: z.string() })),
  }),
})

/** How old the charter is, and what its depositary owes. */
export const laneQuery = queryOptions({
  queryKey: [agreementsKey, 'lane'],
  queryFn: ({ signal }) => ask('/api/v1/status', Lane, { signal }),
  refetchInterval: renewMs,
})
