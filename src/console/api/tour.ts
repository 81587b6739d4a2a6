import { queryOptions } from '@tanstack/react-query'
import * as z from 'zod'
import { ask, tell } from './ask.ts'

const Matrix = z.object({
  items: z.array(
    z.object({
      recipient: z.string(),
      answers: z.array(z.object({ highest: z.object({ level: z.string() }).optional() })),
    }),
  ),
})

/** How far one state may go towards each of the others in a category, as the gate says. */
export const reachQuery = (author: string, category: string) =>
  queryOptions({
    queryKey: ['how-far', author, category],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ author, category })
      const { items } = await ask(`/api/v1/charter/matrix?${query}`, Matrix, { signal })
      return new Map(items.map(({ recipient, answers }) => [recipient, answers[0]?.highest?.level]))
    },
    staleTime: 60_000,
  })

/** Of a demo alone: changes a byte of what a house stores, or puts it back. No other node has such a route. */
export const breakDisk = (verb: 'tamper' | 'mend', party: string): Promise<void> =>
  tell(`/demo/v1/${verb}/${encodeURIComponent(party)}`, { method: 'POST' })
