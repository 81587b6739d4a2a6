import { z } from 'zod'
import { callChannels, hotlineOutcomes } from '#protocol/acts/hotline.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { pageQuery } from '#platform/http/page.ts'
import { CallWish, ContestWish, CountersignWish } from './wish.ts'

const state = z.enum(['proposed', ...hotlineOutcomes])

const Call = z.looseObject({
  act: z.string(),
  author: z.string(),
  calledAt: z.string(),
  channel: z.enum(callChannels),
  desks: z.array(z.object({ party: z.string(), desk: z.string() })),
  summary: z.string(),
  state,
  parties: z.record(z.string(), z.looseObject({ state })),
})

const path = '/api/v1/hotline'
const Told = z.object({ act: z.string() })

/** The routes of the log of calls as data: what they take, who may ask, what they answer. */
export const log = {
  method: 'POST',
  path,
  action: 'desks.act',
  summary: 'Record a call that was made outside, for the other parties that took part to countersign.',
  body: CallWish,
  answer: Told,
  statuses: [201],
} as const satisfies Declaration

export const list = {
  method: 'GET',
  path,
  action: 'records.read',
  summary: 'The log of calls: proposed, countersigned or contested, newest record first.',
  query: z.strictObject(pageQuery),
  answer: z.object({ items: z.array(Call), next: z.string().optional() }),
} as const satisfies Declaration

export const show = {
  method: 'GET',
  path: `${path}/:act`,
  action: 'records.read',
  summary: 'One record of a call, what each party that took part says of it, and what may be done.',
  answer: Call.extend({ actions: z.record(z.string(), z.looseObject({ allowed: z.boolean() })) }),
} as const satisfies Declaration

export const countersign = {
  method: 'POST',
  path: `${path}/:act/countersign`,
  action: 'desks.act',
  summary: 'Say that a call was as another party has recorded it.',
  body: CountersignWish,
  answer: Told,
  statuses: [201],
} as const satisfies Declaration

export const contest = {
  method: 'POST',
  path: `${path}/:act/contest`,
  action: 'desks.act',
  summary: 'Say that a call was not so, and how it was.',
  body: ContestWish,
  answer: Told,
  statuses: [201],
} as const satisfies Declaration
