import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import * as z from 'zod'
import { ask, tell } from './ask.ts'
import { pageOf, paging } from './paged.ts'
import { Act, Refusal } from './forms.ts'

export const Line = Act.extend({
  title: z.string().optional(),
  place: z
    .object({ epoch: z.number(), entry: z.number(), position: z.number(), witnesses: z.array(z.string()) })
    .optional(),
})
export type Line = z.infer<typeof Line>

const Lines = z.object({ items: z.array(Line), next: z.string().optional() })

export const Proven = Line.extend({
  standing: z.string(),
  damaged: z.boolean().optional(),
  officers: z.array(z.string()).optional(),
  charter: z.string().optional(),
  refs: z.array(z.string()).optional(),
  files: z.number().optional(),
  signatures: z.array(
    z.object({
      keyid: z.string(),
      party: z.string().optional(),
      role: z.string().optional(),
      suite: z.string().optional(),
      holds: z.boolean(),
    }),
  ),
  needed: z.object({ k: z.number(), n: z.number() }),
  proof: z
    .object({
      holds: z.boolean(),
      entry: z.number().optional(),
      position: z.number().optional(),
      origin: z.string().optional(),
      size: z.number().optional(),
      steps: z.number(),
      cosigned: z.array(z.object({ party: z.string(), at: z.string() })),
    })
    .optional(),
})
export type Proven = z.infer<typeof Proven>

/** What `tamga verify` says. */
export const Verified = z.object({
  ok: z.boolean(),
  checked: z.record(z.string(), z.number()),
  firstBad: z
    .object({
      what: z.string(),
      id: z.string(),
      entry: z.number().optional(),
      reason: z.string(),
      detail: z.string().optional(),
    })
    .optional(),
  /** What is unchanged and counts for nothing: how many acts, and of one act why. */
  untrusted: z.object({ count: z.number(), why: Refusal.optional() }).optional(),
})
export type Verified = z.infer<typeof Verified>

export const ProofVerdict = z.object({
  ok: z.boolean(),
  act: z.string(),
  author: z.string().optional(),
  origin: z.string().optional(),
  entry: z.number().optional(),
  size: z.number().optional(),
  needed: z.number().optional(),
  cosigned: z.array(z.object({ party: z.string(), at: z.string() })).optional(),
  refusal: Refusal.optional(),
})
export type ProofVerdict = z.infer<typeof ProofVerdict>

/** What of the ledger's address the node is asked for. */
export interface LedgerFilter {
  readonly author?: string
  readonly kind?: string
  readonly category?: string
  readonly state?: string
  readonly from?: string
  readonly until?: string
  readonly sort?: string
}

export const ledgerQuery = (filter: LedgerFilter) =>
  infiniteQueryOptions({
    queryKey: ['ledger', filter],
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({ ...filter, ...pageOf(pageParam) })
      return ask(`/api/v1/ledger?${query}`, Lines, { signal })
    },
    ...paging,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : 5000),
  })

export const proofPath = (act: string): string => `/api/v1/ledger/${encodeURIComponent(act)}/proof`

export const provenQuery = (act: string) =>
  queryOptions({
    queryKey: ['ledger-act', act],
    queryFn: ({ signal }) => ask(`/api/v1/ledger/${encodeURIComponent(act)}`, Proven, { signal }),
    refetchInterval: ({ state }) => (state.data?.proof === undefined ? 2000 : 15_000),
  })

export const verify = (act: string): Promise<Verified> =>
  ask('/api/v1/verify', Verified, { method: 'POST', body: { act } })

export const Run = z.object({
  run: z.string(),
  state: z.enum(['running', 'done', 'stopped', 'failed', 'lost']),
  from: z.string().optional(),
  until: z.string().optional(),
  startedAt: z.string(),
  /** Left out for whom it may be news how much there is. */
  progress: z
    .object({ done: z.number(), whole: z.number(), bytes: z.number(), leftMs: z.number().optional() })
    .optional(),
  verdict: Verified.optional(),
})
export type Run = z.infer<typeof Run>

const runsPath = '/api/v1/verify/runs'

/** Verifications that this account began, the newest first; each goes on at the node by itself. */
export const runsQuery = queryOptions({
  queryKey: ['verifications'],
  queryFn: ({ signal }) => ask(runsPath, z.object({ items: z.array(Run) }), { signal }),
  refetchInterval: ({ state }) => (state.data?.items.some((run) => run.state === 'running') === true ? 500 : false),
})

/** Everything, or what arrived in a range of time. */
export const beginRun = (wanted: { readonly from?: string; readonly until?: string }): Promise<Run> =>
  ask(runsPath, Run, { method: 'POST', body: wanted })

export const stopRun = (run: string): Promise<void> =>
  tell(`${runsPath}/${encodeURIComponent(run)}`, { method: 'DELETE' })

export const verifyProof = (act: string, proof: string): Promise<ProofVerdict> =>
  ask('/api/v1/verify/proof', ProofVerdict, { method: 'POST', body: { act, proof } })
