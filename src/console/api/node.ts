import { queryOptions } from '@tanstack/react-query'
import * as z from 'zod'
import { ask } from './ask.ts'
import { Refusal } from './forms.ts'

const titles = z.record(z.string(), z.string())

export const Users = z.object({
  items: z.array(
    z.object({
      name: z.string(),
      role: z.string(),
      desk: z.string(),
      clearance: z.string(),
      categories: z.array(z.string()),
      disabled: z.boolean(),
      identity: z.string().optional(),
    }),
  ),
})
export type User = z.infer<typeof Users>['items'][number]

export const NewToken = z.object({ name: z.string(), token: z.string() })

export const Keys = z.object({
  items: z.array(
    z.object({
      party: z.string(),
      role: z.string(),
      words: z.string(),
      ids: z.array(z.string()),
      from: z.object({ number: z.number(), at: z.string() }),
      until: z.object({ number: z.number(), at: z.string() }).optional(),
      state: z.string(),
    }),
  ),
})
export type Key = z.infer<typeof Keys>['items'][number]

export const KeyChange = z.object({
  act: z.string(),
  keys: z.array(z.object({ role: z.string(), words: z.string() })),
})

const Profile = z.object({
  name: z.string(),
  collection: z.string(),
  revision: z.number(),
  title: z.string(),
  to: z.array(z.string()),
  level: z.string(),
  category: z.string(),
  handling: z.array(z.string()),
  basis: z.string().optional(),
  purpose: z.string().optional(),
  personalData: z.object({ purpose: z.string(), legalBasis: z.string(), expires: z.string() }).optional(),
  reviewDays: z.number(),
  desk: z.string(),
  accounts: z.array(z.string()),
  assessment: z.string().optional(),
  summary: z.string().optional(),
  at: z.string(),
  active: z.boolean(),
  activatedBy: z.object({ admin: z.string().optional(), officer: z.string().optional() }),
})
export type Profile = z.infer<typeof Profile>

export const EnrolmentLink = z.object({ url: z.string(), endsAt: z.string() })

export const Bench = z.object({
  author: z.string(),
  recipients: z.array(
    z.object({
      party: z.string(),
      allowed: z.boolean(),
      basis: z.string().optional(),
      refusal: Refusal.optional(),
    }),
  ),
  others: z.array(z.string()),
  secondOfficer: z.boolean(),
})

const Doctor = z.object({
  checks: z.array(z.object({ check: z.string(), state: z.string(), says: z.string(), fix: z.string().optional() })),
})

export const Request = z.object({
  party: z.string(),
  name: titles,
  url: z.string(),
  words: z.string(),
  at: z.string(),
  standings: z.array(z.object({ name: z.string(), title: titles })),
  journalOrigin: z.string(),
})
export type Request = z.infer<typeof Request>

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: ({ signal }) => ask('/api/v1/users', Users, { signal }),
})

/** Of one party every key that it has or had. */
export const keysQuery = (party: string) =>
  queryOptions({
    queryKey: ['keys', party],
    queryFn: ({ signal }) => ask(`/api/v1/charter/keys?party=${encodeURIComponent(party)}`, Keys, { signal }),
  })

export const profilesQuery = queryOptions({
  queryKey: ['profiles'],
  queryFn: ({ signal }) => ask('/api/v1/profiles', z.object({ items: z.array(Profile) }), { signal }),
})

export const doctorQuery = queryOptions({
  queryKey: ['doctor'],
  queryFn: ({ signal }) => ask('/api/v1/doctor', Doctor, { signal }),
  refetchInterval: 30_000,
})

/** What the gate is asked on the bench. */
export interface BenchWish {
  readonly author?: string
  readonly to: readonly string[]
  readonly level: string
  readonly category: string
  readonly purpose?: string
  readonly basis?: string
  readonly at?: string
  /** What would be sent: a report, unless another is said. */
  readonly of?: 'report' | 'alert' | 'request' | 'answer'
}

/** The gate's answer; asked as soon as there is something to ask for. */
export const benchQuery = (wish: BenchWish) =>
  queryOptions({
    queryKey: ['bench', wish],
    queryFn: ({ signal }) => ask('/api/v1/charter/bench', Bench, { method: 'POST', body: wish, signal }),
    enabled: wish.to.length > 0 && wish.level !== '' && wish.category !== '',
  })
