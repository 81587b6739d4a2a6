import { z } from 'zod'
import { checkNatures } from '#protocol/acts/comcheck.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { pageQuery } from '#platform/http/page.ts'
import { CheckWish, CloseWish, PlanWish, ReplyWish } from './wish.ts'

const Check = z.looseObject({
  act: z.string(),
  author: z.string(),
  party: z.string(),
  nature: z.enum(checkNatures),
  sent: z.string(),
  dueAt: z.string(),
  /** How far the machine has got; what a person said stands per desk. */
  delivery: z.string(),
  desks: z.record(
    z.string(),
    z.looseObject({ state: z.enum(['sent', 'delivered', 'replied', 'late', 'failed']), isOpen: z.boolean() }),
  ),
})

const party = z.string().max(64).optional()
const path = '/api/v1/comchecks'

/** The routes of communication checks as data: what they take, who may ask, what they answer. */
export const run = {
  method: 'POST',
  path,
  action: 'desks.act',
  summary: 'Check whether desks of other parties hear us: those named, all, or some drawn by lot.',
  body: CheckWish,
  answer: z.object({
    checks: z.array(z.object({ act: z.string(), party: z.string(), desks: z.array(z.string()), dueAt: z.string() })),
    refused: z.array(z.object({ party: z.string(), code: z.string() })),
  }),
  statuses: [201],
} as const satisfies Declaration

export const list = {
  method: 'GET',
  path,
  action: 'records.read',
  summary:
    'Checks sent and received, newest first; or own ones alone of which somebody has to look into a failure: an answer looks through 2,000 of them and says where to go on.',
  query: z.strictObject({ ...pageQuery, party, open: z.literal('1').optional() }),
  answer: z.object({ items: z.array(Check), next: z.string().optional() }),
} as const satisfies Declaration

export const show = {
  method: 'GET',
  path: `${path}/:act`,
  action: 'records.read',
  summary: 'One check: what its addressee’s machine confirmed, and what a person at each desk said.',
  answer: Check,
} as const satisfies Declaration

export const reply = {
  method: 'POST',
  path: `${path}/:act/reply`,
  action: 'desks.act',
  summary: 'Reply for a desk of ours that was asked: a person there has heard it.',
  body: ReplyWish,
  answer: z.object({ act: z.string() }),
  statuses: [201],
} as const satisfies Declaration

export const close = {
  method: 'POST',
  path: `${path}/:act/close`,
  action: 'desks.act',
  summary: 'Close the item that a failed or late check has opened, with what was found out.',
  body: CloseWish,
} as const satisfies Declaration

export const figures = {
  method: 'GET',
  path: '/api/v1/comcheck-figures',
  action: 'records.read',
  summary:
    'What the newest 5,000 own checks come to, per desk: how many of a hundred replied in time, and the middle reply time.',
  query: z.strictObject({ party }),
  answer: z.object({
    items: z.array(
      z.object({
        party: z.string(),
        desk: z.string(),
        checks: z.int(),
        waiting: z.int(),
        replied: z.int(),
        late: z.int(),
        failed: z.int(),
        rate: z.int().optional(),
        medianMs: z.int().optional(),
      }),
    ),
  }),
} as const satisfies Declaration

const plansPath = '/api/v1/comcheck-plans'

const Plan = z.looseObject({
  plan: z.string(),
  desks: z.union([z.literal('all'), z.array(z.string())]),
  /** Why it sends nothing, by code. */
  stopped: z.string().optional(),
})

export const plan = {
  method: 'POST',
  path: plansPath,
  action: 'desks.act',
  summary:
    'Have desks checked from now on: at times of a zone, or so many times a day at moments that nobody can foresee.',
  body: PlanWish,
  answer: z.object({ plan: z.string() }),
  statuses: [201],
} as const satisfies Declaration

export const listPlans = {
  method: 'GET',
  path: plansPath,
  action: 'records.read',
  summary: 'The plans of this house that reach no further than the reader may see, with their last turn.',
  answer: z.object({ items: z.array(Plan) }),
} as const satisfies Declaration

export const endPlan = {
  method: 'DELETE',
  path: `${plansPath}/:plan`,
  action: 'desks.act',
  summary: 'End a plan; what it sent stays.',
} as const satisfies Declaration
