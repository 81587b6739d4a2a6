import { queryOptions } from '@tanstack/react-query'
import * as z from 'zod'
import { ask } from './ask.ts'
import { Action } from './forms.ts'

const Clock = z.object({
  state: z.enum(['waiting', 'overdue', 'answered', 'closed']),
  dueAt: z.string(),
  level: z.number(),
  step: z.string().optional(),
  nextAt: z.string().optional(),
})

/** How far an addressee is: what its machine confirmed, what its officers saw, what they said, and by when they must. */
const Addressee = z.object({
  delivery: z.string(),
  deliveredAt: z.string().optional(),
  refusal: z.string().optional(),
  seenAt: z.string().optional(),
  answer: z.enum(['accepted', 'rejected']).optional(),
  answeredAt: z.string().optional(),
  desk: z.string().optional(),
  note: z.string().optional(),
  clock: Clock,
})
export type Addressee = z.infer<typeof Addressee>

const Area = z.object({
  areaDesc: z.string(),
  polygon: z.array(z.string()).optional(),
  circle: z.array(z.string()).optional(),
  geocode: z.array(z.object({ valueName: z.string(), value: z.string() })).optional(),
})

/** A block of the alert, in one language. */
const Info = z.looseObject({
  language: z.string().optional(),
  category: z.array(z.string()),
  event: z.string(),
  responseType: z.array(z.string()).optional(),
  urgency: z.string(),
  severity: z.string(),
  certainty: z.string(),
  expires: z.string().optional(),
  headline: z.string().optional(),
  description: z.string().optional(),
  instruction: z.string().optional(),
  web: z.string().optional(),
  contact: z.string().optional(),
  area: z.array(Area).optional(),
})
export type Info = z.infer<typeof Info>

const Alert = z.object({
  act: z.string(),
  author: z.string(),
  title: z.string(),
  label: z.object({ level: z.string(), category: z.string() }),
  type: z.enum(['Alert', 'Update', 'Cancel']),
  status: z.enum(['Actual', 'Exercise', 'Test']),
  exercise: z.string().optional(),
  identifier: z.string(),
  sent: z.string(),
  expires: z.string().optional(),
  arrivedAt: z.string().optional(),
  aheadMs: z.number().optional(),
  lateMs: z.number().optional(),
  clockMs: z.number().optional(),
  urgency: z.string(),
  severity: z.string(),
  state: z.enum(['live', 'updated', 'cancelled', 'expired', 'untrusted']),
  follows: z.array(z.string()).optional(),
  followedBy: z.string().optional(),
  audience: z.array(z.string()),
  parties: z.record(z.string(), Addressee),
  alert: z.object({
    sender: z.string(),
    note: z.string().optional(),
    source: z.string().optional(),
    incidents: z.string().optional(),
    info: z.array(Info).optional(),
  }),
  actions: z.record(z.string(), Action).optional(),
})
export type Alert = z.infer<typeof Alert>

/** Another's live alert that this house has not answered; a test is disregarded by all (CAP 1.2, 3.2.1). */
export const needsUs = ({ state, author, status, parties }: Alert, self: string): boolean =>
  state === 'live' && author !== self && status !== 'Test' && parties[self]?.answer === undefined

const Alerts = z.object({ items: z.array(Alert), next: z.string().optional() })

/** What is real, or what is exercise or test: never both on one board. */
export const modes = ['actual', 'exercise'] as const
export type Mode = (typeof modes)[number]

export const alertsKey = 'alerts'

/** Those whose own end has not come, as many as the node gives at once. */
export const unendedQuery = (mode: Mode) =>
  queryOptions({
    queryKey: [alertsKey, mode, 'unended'],
    queryFn: ({ signal }) => ask(`/api/v1/alerts?live=1&limit=500&mode=${mode}`, Alerts, { signal }),
    refetchInterval: 10_000,
  })

/** The newest, whatever became of them. */
export const newestQuery = (mode: Mode) =>
  queryOptions({
    queryKey: [alertsKey, mode, 'newest'],
    queryFn: ({ signal }) => ask(`/api/v1/alerts?limit=50&mode=${mode}`, Alerts, { signal }),
    refetchInterval: 10_000,
  })

const text = z.object({ event: z.string(), headline: z.string(), instruction: z.string().optional() })
const Templates = z.object({
  items: z.array(
    z.object({
      name: z.string(),
      title: z.record(z.string(), z.string()),
      category: z.string(),
      cap: z.array(z.string()),
      urgency: z.string(),
      severity: z.string(),
      certainty: z.string(),
      response: z.array(z.string()).optional(),
      texts: z.record(z.string(), text),
    }),
  ),
})
export type Template = z.infer<typeof Templates>['items'][number]

/** What first warnings say by topic. */
export const templatesQuery = queryOptions({
  queryKey: ['alert-templates'],
  queryFn: ({ signal }) => ask('/api/v1/alert-templates', Templates, { signal }),
  staleTime: 60_000,
})

/** A new alert, or with `updates` what takes the place of one: told by its number. */
export const sendAlert = (body: object, updates?: string): Promise<{ act: string }> =>
  ask(updates === undefined ? '/api/v1/alerts' : `${alertPath(updates)}/update`, z.object({ act: z.string() }), {
    method: 'POST',
    body,
  })

export const alertPath = (act: string): string => `/api/v1/alerts/${encodeURIComponent(act)}`

export const alertQuery = (act: string) =>
  queryOptions({
    queryKey: [alertsKey, 'one', act],
    queryFn: ({ signal }) => ask(alertPath(act), Alert, { signal }),
    refetchInterval: 5000,
  })
