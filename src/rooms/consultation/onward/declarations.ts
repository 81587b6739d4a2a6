import { z } from 'zod'
import { onwardOutcomes } from '#protocol/acts/onward.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { pageQuery } from '#platform/http/page.ts'
import { AskWish, DenyWish, GrantWish, PassWish } from './wish.ts'

const names = z.array(z.string()).readonly()
const Onward = z.looseObject({
  act: z.string(),
  author: z.string(),
  owner: z.string(),
  answer: z.string(),
  given: z.looseObject({ request: z.string(), title: z.string(), text: z.string() }).optional(),
  to: names,
  use: z.string(),
  state: z.enum(['asked', ...onwardOutcomes]),
  passings: z.array(z.looseObject({ act: z.string(), to: names, covered: z.boolean() })).readonly(),
})
const Passed = z.looseObject({
  act: z.string(),
  author: z.string(),
  owner: z.string(),
  text: z.string(),
  use: z.string(),
})

const path = '/api/v1/onward'
const Told = z.looseObject({ act: z.string() })

/** The routes of onward use as data. */
export const ask = {
  method: 'POST',
  path: '/api/v1/rfi-answers/:act/onward',
  action: 'consultation.act',
  summary: 'Ask who answered whether the answer may be passed on, to whom and for what.',
  body: AskWish,
  answer: Told,
  statuses: [201],
} as const satisfies Declaration

export const list = {
  method: 'GET',
  path,
  action: 'content.read',
  summary: 'Requests to pass answers on, with the owner’s word and what was passed on, newest first.',
  query: z.strictObject(pageQuery),
  answer: z.object({ items: z.array(Onward), next: z.string().optional() }),
} as const satisfies Declaration

export const show = {
  method: 'GET',
  path: `${path}/:act`,
  action: 'content.read',
  summary: 'One request to pass an answer on, the owner’s word, and what may be done.',
  answer: Onward.extend({ actions: z.record(z.string(), z.looseObject({ allowed: z.boolean() })) }),
} as const satisfies Declaration

export const passed = {
  method: 'GET',
  path: '/api/v1/passings',
  action: 'content.read',
  summary: 'Answers of others that were passed on by whoever had them, newest first.',
  query: z.strictObject(pageQuery),
  answer: z.object({ items: z.array(Passed), next: z.string().optional() }),
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

export const grant = {
  ...verb('grant', GrantWish, 'Consent that an answer of this party is passed on.'),
  action: 'consultation.send',
} as const satisfies Declaration
export const deny = verb('deny', DenyWish, 'Deny that an answer of this party is passed on.')
export const revoke = verb('revoke', DenyWish, 'Withdraw a consent: from now on nothing more is passed on.')
export const pass = {
  method: 'POST',
  path: `${path}/:act/pass`,
  action: 'consultation.send',
  summary: 'Pass an answer on to those to whom its owner lets it go.',
  body: PassWish,
  answer: Told.extend({ draft: z.string().optional() }),
  statuses: [201, 202],
} as const satisfies Declaration
