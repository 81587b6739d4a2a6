import { z } from 'zod'
import type { Declaration } from '#platform/http/declaration.ts'
import { pageQuery } from '#platform/http/page.ts'
import { shiftKinds, ShiftWish } from './wish.ts'

const path = '/api/v1/shift-log'

/** The routes of the log of the watch as data. It is this house's own: nothing of it is signed or sent. */
export const list = {
  method: 'GET',
  path,
  action: 'content.read',
  summary:
    'The log of the watch, newest first, as far as the reader is cleared like whoever wrote it; and whether a handover waits to be taken over.',
  query: z.strictObject(pageQuery),
  answer: z.object({
    items: z.array(
      z.object({ entry: z.string(), kind: z.enum(shiftKinds), note: z.string(), desk: z.string(), at: z.string() }),
    ),
    next: z.string().optional(),
    waiting: z.boolean(),
  }),
} as const satisfies Declaration

export const write = {
  method: 'POST',
  path,
  action: 'desks.act',
  summary: 'Write into the log of the watch: a note, a handover with what is open, or that the watch is taken over.',
  body: ShiftWish,
  answer: z.object({ entry: z.string() }),
  statuses: [201],
} as const satisfies Declaration
