import { queryOptions } from '@tanstack/react-query'
import * as z from 'zod'
import { ask } from './ask.ts'

const Found = z.object({
  act: z.string(),
  author: z.string(),
  at: z.string(),
  level: z.string(),
  object: z.string(),
  type: z.string(),
  name: z.string(),
})
export type Found = z.infer<typeof Found>

const OfObject = z.object({
  items: z.array(z.object({ kind: z.string(), value: z.string(), finds: z.array(Found), more: z.boolean() })),
  lag: z.number(),
})

const OfValue = z.object({
  states: z.array(z.object({ author: z.string(), finds: z.array(Found), more: z.boolean() })),
  lag: z.number(),
})

/** What is looked at: an object of a report, or a value that objects bear. */
export type Ego =
  | { readonly kind: 'object'; readonly act: string; readonly object: string }
  | { readonly kind: 'value'; readonly value: string }

/** Finds that one thing joins to what is looked at: a shared value, or of a value a state that shared it. */
export interface Bundle {
  readonly kind: string
  readonly name: string
  readonly finds: readonly Found[]
  /** There are more than the node gives. */
  readonly more: boolean
}

export interface Links {
  readonly bundles: readonly Bundle[]
  /** Acts that search has not read yet. */
  readonly lag: number
}

/** What other states shared about the same, as far as the reader may see it. */
export const linksQuery = (ego: Ego) =>
  queryOptions({
    queryKey: ['search', 'links', ego],
    queryFn: ({ signal }) => (ego.kind === 'object' ? ofObject(ego, signal) : ofValue(ego.value, signal)),
  })

async function ofObject(
  { act, object }: Extract<Ego, { readonly kind: 'object' }>,
  signal: AbortSignal,
): Promise<Links> {
  const path = `/api/v1/acts/${encodeURIComponent(act)}/objects/${encodeURIComponent(object)}/related`
  const { items, lag } = await ask(path, OfObject, { signal })
  return { bundles: items.map(({ kind, value, finds, more }) => ({ kind, name: value, finds, more })), lag }
}

async function ofValue(value: string, signal: AbortSignal): Promise<Links> {
  const { states, lag } = await ask(`/api/v1/related?${new URLSearchParams({ value })}`, OfValue, { signal })
  return { bundles: states.map(({ author, finds, more }) => ({ kind: 'state', name: author, finds, more })), lag }
}
