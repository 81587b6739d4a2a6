import { queryOptions } from '@tanstack/react-query'
import * as z from 'zod'
import { ask } from './ask.ts'
import { agreementsKey } from './agreements.ts'
import { Refusal } from './forms.ts'

const word = z.object({ name: z.string(), title: z.record(z.string(), z.string()) })

const Pair = z.object({
  author: z.string(),
  recipient: z.string(),
  answers: z.array(
    z.object({
      highest: z.object({ level: z.string(), basis: z.string().optional(), secondOfficer: z.boolean() }).optional(),
      refusal: Refusal.optional(),
    }),
  ),
})
export type MatrixPair = z.infer<typeof Pair>

const Matrix = z.object({
  at: z.string(),
  purpose: z.string(),
  parties: z.array(z.string()),
  withoutNode: z.array(z.string()),
  levels: z.array(word),
  items: z.array(Pair),
  next: z.string().optional(),
})
export type Matrix = z.infer<typeof Matrix>

export interface MatrixWish {
  readonly category: string
  readonly purpose?: string
  readonly at?: string
}

const pageRows = 500

/** What the gate says of one category between every two states: every page of it as one answer. */
export const matrixQuery = (wish: MatrixWish) =>
  queryOptions({
    queryKey: [agreementsKey, 'matrix', wish],
    queryFn: async ({ signal }) => {
      const query = { ...wish, limit: String(pageRows) }
      const page = (after: object) =>
        ask(`/api/v1/charter/matrix?${new URLSearchParams({ ...query, ...after })}`, Matrix, { signal })
      const first = await page({})
      const items = [...first.items]
      for (let after = first.next; after !== undefined;) {
        const more = await page({ after })
        items.push(...more.items)
        after = more.items.length === 0 ? undefined : more.next
      }
      return { ...first, items }
    },
  })
