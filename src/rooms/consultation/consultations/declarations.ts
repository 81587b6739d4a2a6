import { z } from 'zod'
import type { Declaration } from '#platform/http/declaration.ts'
import { pageQuery } from '#platform/http/page.ts'
import {
  AcceptWish,
  AgreeWish,
  CloseWish,
  ConsultWish,
  DeclineWish,
  MessageWish,
  MinutesWish,
  ReferralWish,
  TimeWish,
  WithdrawWish,
} from './wish.ts'

const Paper = z.looseObject({
  act: z.string(),
  state: z.enum(['proposed', 'agreed']),
  digest: z.string(),
  agreed: z.record(z.string(), z.string()),
})

const Consultation = z.looseObject({
  act: z.string(),
  author: z.string(),
  title: z.string(),
  reason: z.string(),
  meetsAt: z.string(),
  zone: z.string(),
  state: z.string(),
  parties: z.record(z.string(), z.looseObject({ state: z.string() })),
  minutes: Paper.optional(),
  referral: Paper.optional(),
})

const Message = z.looseObject({
  act: z.string(),
  author: z.string(),
  text: z.string(),
  shares: z.array(z.string()).readonly(),
  parties: z.record(z.string(), z.string()),
})

const path = '/api/v1/consultations'
const Told = z.looseObject({ act: z.string() })
/** Where it waits for the second officer, `draft` names it. */
const ToldOrHeld = Told.extend({ draft: z.string().optional() })

/** The routes of consultations as data. */
export const send = {
  method: 'POST',
  path,
  action: 'consultation.send',
  summary: 'Ask chosen states to consult, at a time that is proposed.',
  body: ConsultWish,
  answer: ToldOrHeld,
  statuses: [201, 202],
} as const satisfies Declaration

export const list = {
  method: 'GET',
  path,
  action: 'content.read',
  summary: 'Consultations that this party asked for or is invited to, newest first.',
  query: z.strictObject(pageQuery),
  answer: z.object({ items: z.array(Consultation), next: z.string().optional() }),
} as const satisfies Declaration

export const show = {
  method: 'GET',
  path: `${path}/:act`,
  action: 'content.read',
  summary: 'One consultation: how each invited state replied, when it takes place, and what may be done.',
  answer: Consultation.extend({ actions: z.record(z.string(), z.looseObject({ allowed: z.boolean() })) }),
} as const satisfies Declaration

export const messages = {
  method: 'GET',
  path: `${path}/:act/messages`,
  action: 'content.read',
  summary: 'What participants wrote to one another, newest first, with the receipts of each state.',
  query: z.strictObject(pageQuery),
  answer: z.object({ items: z.array(Message), next: z.string().optional() }),
} as const satisfies Declaration

export const say = {
  method: 'POST',
  path: `${path}/:act/messages`,
  action: 'consultation.send',
  summary: 'Write to the other participants of a consultation, under a label of its own.',
  body: MessageWish,
  answer: ToldOrHeld,
  statuses: [201, 202],
} as const satisfies Declaration

const verb = <Name extends string, Body extends z.ZodType>(name: Name, body: Body, summary: string) =>
  ({
    method: 'POST',
    path: `${path}/:act/${name}`,
    action: 'consultation.act',
    summary,
    body,
    answer: Told,
    statuses: [201],
  }) as const satisfies Declaration

export const accept = verb('accept', AcceptWish, 'Accept to consult at the time that is proposed.')
export const time = verb('time', TimeWish, 'Propose another time for a consultation.')
export const decline = verb('decline', DeclineWish, 'Decline to consult, with the ground.')
export const close = verb('close', CloseWish, 'Close a consultation that this party asked for.')
export const withdraw = verb('withdraw', WithdrawWish, 'Withdraw a request for consultation, with the reason.')

const signed = <Name extends string, Body extends z.ZodType>(name: Name, body: Body, summary: string) =>
  ({ ...verb(name, body, summary), action: 'consultation.send' }) as const satisfies Declaration

export const minutes = signed('minutes', MinutesWish, 'Put minutes to all who consulted, to agree to.')
export const referral = signed(
  'referral',
  ReferralWish,
  'Put to all who consulted whether the matter is raised to an organ of the coalition.',
)
export const agree = signed('agree', AgreeWish, 'Agree to the minutes or the referral that stands for agreement.')
