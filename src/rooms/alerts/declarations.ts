import { z } from 'zod'
import { AlertOrigin } from '#protocol/acts/alert-message.ts'
import { AlertTemplate } from '#protocol/acts/charter-facts.ts'
import { capWords } from '#protocol/cap/words.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { pageQuery } from '#platform/http/page.ts'
import { AlertWish, AnswerWish, CancelWish, ImportWish, UpdateWish } from './wish.ts'

const Addressee = z.looseObject({
  delivery: z.string(),
  clock: z.looseObject({
    state: z.enum(['waiting', 'overdue', 'answered', 'closed']),
    dueAt: z.string(),
    level: z.int(),
  }),
})

const Alert = z.looseObject({
  act: z.string(),
  author: z.string(),
  title: z.string(),
  type: z.enum(['Alert', 'Update', 'Cancel']),
  status: z.enum(['Actual', 'Exercise', 'Test']),
  exercise: z.string().optional(),
  state: z.enum(['live', 'updated', 'cancelled', 'expired', 'untrusted']),
  urgency: z.enum(capWords.urgency),
  severity: z.enum(capWords.severity),
  sent: z.string(),
  parties: z.record(z.string(), Addressee),
})

const Sent = z.object({
  act: z.string(),
  recorded: z.string(),
  identifier: z.string(),
  recipients: z.array(z.object({ party: z.string(), state: z.string(), rule: z.string() })),
})

const path = '/api/v1/alerts/:act'

/** The routes of this room as data: what they take, who may ask, what they answer. */
export const list = {
  method: 'GET',
  path: '/api/v1/alerts',
  action: 'content.read',
  summary:
    'The board: alerts sent and received, newest first, with who has them, saw them, answered, and by when he must.',
  query: z.strictObject({
    ...pageQuery,
    author: z.string().max(64).optional(),
    mode: z.enum(['actual', 'exercise']).optional(),
    /** `1`: those alone whose own end has not come. */
    live: z.literal('1').optional(),
  }),
  answer: z.object({ items: z.array(Alert), next: z.string().optional() }),
} as const satisfies Declaration

export const send = {
  method: 'POST',
  path: '/api/v1/alerts',
  action: 'alerts.send',
  summary: 'Warn chosen parties: a CAP 1.2 alert, signed and sent ahead of everything else.',
  body: AlertWish,
  answer: Sent,
  statuses: [201],
} as const satisfies Declaration

export const bring = {
  method: 'POST',
  path: '/api/v1/alerts/import',
  action: 'alerts.send',
  summary:
    'Take over a CAP 1.2 document of somebody outside as an alert of this party, once under each label. An Update or a Cancel of a sender follows what of his was taken over before.',
  body: ImportWish,
  answer: Sent.extend({ outcome: z.enum(['sent', 'updated', 'cancelled']) }),
  statuses: [201],
} as const satisfies Declaration

export const show = {
  method: 'GET',
  path,
  action: 'content.read',
  summary: 'One alert whole, with each addressee’s clock, what it follows and what may be done.',
  answer: Alert.extend({ follows: z.array(z.string()), origin: AlertOrigin.optional() }),
} as const satisfies Declaration

export const cap = {
  method: 'GET',
  path: `${path}/cap`,
  action: 'alerts.feed',
  isForTools: true,
  summary: 'The alert as a CAP 1.2 document; with `wrap=edxl-de` in a distribution of EDXL-DE 1.0.',
  query: z.strictObject({ wrap: z.literal('edxl-de').optional() }),
  answer: { raw: ['application/cap+xml', 'application/xml'] },
} as const satisfies Declaration

const feedQuery = z.strictObject({ ...pageQuery, mode: z.enum(['actual', 'exercise']).optional() })

export const atom = {
  method: 'GET',
  path: '/api/v1/alert-feed.atom',
  action: 'alerts.feed',
  isForTools: true,
  summary:
    'Alerts whose own end has not come, newest first, as an Atom feed with a link to each CAP document; what is over says so. If-None-Match answers 304.',
  query: feedQuery,
  answer: { raw: ['application/atom+xml'] },
} as const satisfies Declaration

export const rss = {
  ...atom,
  path: '/api/v1/alert-feed.rss',
  summary: 'The same as RSS 2.0.',
  answer: { raw: ['application/rss+xml'] },
} as const satisfies Declaration

export const update = {
  method: 'POST',
  path: `${path}/update`,
  action: 'alerts.send',
  summary: 'Send what takes the place of an own alert, to everyone who had it.',
  body: UpdateWish,
  answer: Sent,
  statuses: [201],
} as const satisfies Declaration

export const cancel = {
  method: 'POST',
  path: `${path}/cancel`,
  action: 'alerts.send',
  summary: 'End an own alert for everyone who had it, with the reason.',
  body: CancelWish,
  answer: Sent,
  statuses: [201],
} as const satisfies Declaration

export const seen = {
  method: 'POST',
  path: `${path}/seen`,
  action: 'alerts.act',
  summary: 'Tell the sender that an officer of this party has opened the alert; told once.',
  answer: z.object({ act: z.string().optional() }),
} as const satisfies Declaration

export const templates = {
  method: 'GET',
  path: '/api/v1/alert-templates',
  action: 'charter.read',
  summary: 'What first warnings say by topic, in the languages of the coalition: charter data.',
  answer: z.object({ items: z.array(AlertTemplate) }),
} as const satisfies Declaration

export const log = {
  method: 'GET',
  path: '/api/v1/outgoing',
  action: 'node.examine',
  summary: 'What went out of the node to webhooks and mailboxes, or waits, newest first: neither acts nor parties.',
  query: z.strictObject(pageQuery),
  answer: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        adapter: z.string(),
        type: z.string(),
        at: z.string(),
        state: z.enum(['waiting', 'sent', 'failed']),
        attempts: z.int(),
        nextAt: z.string().optional(),
        error: z.string().optional(),
      }),
    ),
    next: z.string().optional(),
  }),
} as const satisfies Declaration

export const answer = {
  method: 'POST',
  path: `${path}/answer`,
  action: 'alerts.act',
  summary: 'Accept an alert, or reject it with the reason.',
  body: AnswerWish,
  answer: z.object({ act: z.string() }),
  statuses: [201],
} as const satisfies Declaration
