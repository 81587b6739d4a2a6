import { z } from 'zod'
import type { Declaration } from '#platform/http/declaration.ts'
import { pageQuery } from '#platform/http/page.ts'
import { AnswerWish, ClarificationWish, CloseWish, RefuseWish, RequestWish, TakeWish, WithdrawWish } from './wish.ts'

const Asked = z.looseObject({
  state: z.string(),
  clock: z.looseObject({ state: z.string(), dueAt: z.string(), level: z.number(), leftMs: z.number().optional() }),
  steps: z.array(z.looseObject({ step: z.string(), at: z.string() })).readonly(),
  clarifications: z.array(z.looseObject({ act: z.string(), text: z.string() })).readonly(),
  answers: z.array(z.looseObject({ act: z.string(), text: z.string() })).readonly(),
})

const Request = z.looseObject({
  act: z.string(),
  author: z.string(),
  title: z.string(),
  question: z.string(),
  needBy: z.string(),
  zone: z.string(),
  state: z.string(),
  parties: z.record(z.string(), Asked),
})

const path = '/api/v1/rfis'
const Told = z.looseObject({ act: z.string() })
/** Where it waits for the second officer, `draft` names it. */
const ToldOrHeld = Told.extend({ draft: z.string().optional() })

/** The routes of requests for information as data: what they take, who may ask, what they answer. */
export const send = {
  method: 'POST',
  path,
  action: 'consultation.send',
  summary: 'Ask chosen parties for information, by a moment.',
  body: RequestWish,
  answer: ToldOrHeld,
  statuses: [201, 202],
} as const satisfies Declaration

export const list = {
  method: 'GET',
  path,
  action: 'content.read',
  summary: 'Requests for information that this party made or that were made to it, newest first.',
  query: z.strictObject(pageQuery),
  answer: z.object({ items: z.array(Request), next: z.string().optional() }),
} as const satisfies Declaration

export const show = {
  method: 'GET',
  path: `${path}/:act`,
  action: 'content.read',
  summary:
    'One request, how far each party asked has come, its clock, clarifications and answers, and what may be done.',
  answer: Request.extend({ actions: z.record(z.string(), z.looseObject({ allowed: z.boolean() })) }),
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

export const acknowledge = verb('acknowledge', TakeWish, 'Say that a person of this party has taken note of a request.')
export const accept = verb('accept', TakeWish, 'Say that this party will answer a request.')
export const refuse = verb('refuse', RefuseWish, 'Refuse a request, with the ground.')
export const answer = {
  method: 'POST',
  path: `${path}/:act/answer`,
  action: 'consultation.send',
  summary: 'Answer a request, in part or in full, under a label of its own.',
  body: AnswerWish,
  answer: ToldOrHeld,
  statuses: [201, 202],
} as const satisfies Declaration

const draftsPath = '/api/v1/rfi-drafts'

export const drafts = {
  method: 'GET',
  path: draftsPath,
  action: 'content.read',
  summary: 'Requests and answers that wait for national approval.',
  answer: z.object({
    items: z.array(
      z.looseObject({
        draft: z.string(),
        kind: z.enum(['request', 'answer', 'passing', 'consultation', 'message']),
        title: z.string(),
      }),
    ),
  }),
} as const satisfies Declaration

export const approve = {
  method: 'POST',
  path: `${draftsPath}/:draft/approve`,
  action: 'consultation.send',
  summary: 'Approve a request or an answer as the second officer: it is sent.',
  answer: ToldOrHeld,
  statuses: [201],
} as const satisfies Declaration

export const reject = {
  method: 'DELETE',
  path: `${draftsPath}/:draft`,
  action: 'consultation.act',
  summary: 'Withdraw a request or an answer that waits for national approval.',
} as const satisfies Declaration

export const ask = verb(
  'clarifications',
  ClarificationWish,
  'Ask what has to be known before the answer: the clock stands still.',
)
export const clarify = {
  ...verb('clarify/:party', ClarificationWish, 'Clarify what a party waits for: its clock goes on.'),
  action: 'consultation.send',
} as const satisfies Declaration
export const close = verb('close', CloseWish, 'Close an own request that was answered.')
export const withdraw = verb('withdraw', WithdrawWish, 'Withdraw an own request, with the reason.')
