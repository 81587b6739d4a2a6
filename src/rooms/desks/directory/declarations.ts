import { z } from 'zod'
import { Channel, DeskEntry } from '#protocol/acts/desk-entry.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { pageQuery } from '#platform/http/page.ts'
import { moment } from '#charter/record/labelling.ts'
import { DeskWish, WithdrawalWish } from './wish.ts'

const Duty = z.looseObject({ state: z.enum(['on', 'off', 'unknown']), until: z.string().optional() })

const Line = z.looseObject({
  ...DeskEntry.omit({ replaces: true }).shape,
  act: z.string(),
  party: z.string(),
  label: z.object({ level: z.string(), category: z.string() }),
  published: z.string(),
  /** No proof shows it in its author's journal, though one had to. */
  unrecorded: z.literal(true).optional(),
  /** The member whose words look like a private person's (SG-01). */
  likePerson: z.string().optional(),
  duty: Duty,
})

/** `at`: of which moment duty is asked; now without it. Beyond these years no zone has rules, and days run out. */
const at = moment.refine((instant) => instant >= '1970' && instant < '9000', '1970 to 8999').optional()

/** The routes of the directory as data: what they take, who may ask, what they answer. */
export const list = {
  method: 'GET',
  path: '/api/v1/desks',
  action: 'records.read',
  summary: 'The directory of duty desks: functions, channels, hours, and who is on duty, now or at a moment.',
  query: z.strictObject({
    ...pageQuery,
    party: z.string().max(64).optional(),
    function: z.string().max(64).optional(),
    at,
  }),
  answer: z.object({ items: z.array(Line), next: z.string().optional() }),
} as const satisfies Declaration

export const show = {
  method: 'GET',
  path: '/api/v1/desks/:party/:desk',
  action: 'records.read',
  summary: 'One desk, and who answers there: itself while it is manned, else the first of its deputies that is.',
  query: z.strictObject({ at }),
  answer: Line.extend({
    answering: z.object({ desk: z.string(), act: z.string(), channels: z.array(Channel) }).optional(),
    actions: z.record(z.string(), z.looseObject({ allowed: z.boolean() })),
  }),
} as const satisfies Declaration

const Told = z.object({ act: z.string(), revision: z.int(), recipients: z.array(z.string()) })

export const publish = {
  method: 'POST',
  path: '/api/v1/desks',
  action: 'desks.act',
  summary: 'Publish an own desk, or what holds of it from now on, to every party or to those named.',
  body: DeskWish,
  answer: Told,
  statuses: [201],
} as const satisfies Declaration

export const withdraw = {
  method: 'POST',
  path: '/api/v1/desks/:act/withdraw',
  action: 'desks.act',
  summary: 'Take an own desk out of the directory of everyone who had it.',
  body: WithdrawalWish,
  answer: Told,
  statuses: [201],
} as const satisfies Declaration
