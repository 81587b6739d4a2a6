import * as z from 'zod'

/** What this console reads of the node's answers; members that it does not know are passed over. */
const titles = z.record(z.string(), z.string())

export const Refusal = z.object({
  code: z.string(),
  rule: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})

export const Door = z.object({
  party: z.string(),
  title: titles,
  at: z.string(),
  passkeysAt: z.string().optional(),
  identity: z.object({ title: z.string(), at: z.string() }).optional(),
  demo: z
    .object({
      password: z.string(),
      accounts: z.array(z.object({ name: z.string(), role: z.string() })),
      houses: z.array(z.object({ party: z.string(), url: z.string() })),
    })
    .optional(),
  session: z
    .object({
      name: z.string(),
      role: z.string(),
      desk: z.string(),
      way: z.string(),
      clearance: z.string(),
      levels: z.array(z.string()),
      endsAt: z.string(),
      confirmedUntil: z.string(),
      refused: z.record(z.string(), Refusal),
    })
    .optional(),
})
export type Door = z.infer<typeof Door>
export type Session = NonNullable<Door['session']>

const word = z.object({ name: z.string(), title: titles.optional() })

export const Charter = z.object({
  name: z.string(),
  /** Of the founding, for comparing aloud. */
  words: z.string(),
  title: titles,
  levels: z.array(z.string()),
  categories: z.array(word),
  handling: z.array(word),
  purposes: z.array(word),
  secondOfficerFrom: z.string().optional(),
  agreements: z.array(z.object({ name: z.string() })),
  parties: z.array(z.object({ party: z.string(), name: titles.or(z.string()).optional(), standing: z.string() })),
})
export type Charter = z.infer<typeof Charter>

export const Party = z.object({
  state: z.string(),
  at: z.string().optional(),
  rule: z.string().optional(),
  code: z.string().optional(),
  exported: z.number().optional(),
  receipt: z.string().optional(),
})

export const Act = z.object({
  act: z.string(),
  kind: z.string(),
  author: z.string(),
  at: z.string(),
  arrivedAt: z.string(),
  title: z.string(),
  label: z.object({ level: z.string(), category: z.string() }),
  state: z.string(),
  exercise: z.string().optional(),
  audience: z.array(z.string()),
  parties: z.record(z.string(), Party),
})
export type Act = z.infer<typeof Act>

/** `waiting`: of what waits for this house, how many in all. */
export const Acts = z.object({ items: z.array(Act), next: z.string().optional(), waiting: z.number().optional() })

export const Reply = z.object({
  act: z.string(),
  verb: z.string(),
  author: z.string(),
  desk: z.string().nullable(),
  at: z.string(),
  object: z.string().optional(),
  body: z.record(z.string(), z.unknown()),
})

export const Action = z.object({ allowed: z.boolean(), refusal: Refusal.optional() })

export const Report = Act.extend({
  description: z.string().optional(),
  format: z.string().optional(),
  objects: z.object({ count: z.number() }).optional(),
  attachments: z.array(z.object({ name: z.string(), bytes: z.number(), mediaType: z.string() })).optional(),
  statement: z
    .object({
      label: z
        .object({
          handling: z.array(z.string()),
          purpose: z.string().optional(),
          reviewBy: z.string().optional(),
          personalData: z.object({ purpose: z.string(), legalBasis: z.string(), expires: z.string() }).optional(),
        })
        .optional(),
      officers: z.array(z.string()).optional(),
    })
    .optional(),
  reason: z.string().optional(),
  recalledBy: z.string().optional(),
  replacement: z.string().optional(),
  replaces: z.string().optional(),
  replies: z.array(Reply).optional(),
  journal: z
    .object({
      entry: z.number().optional(),
      witnesses: z.object({ k: z.number(), n: z.number(), by: z.array(z.string()) }),
    })
    .optional(),
  actions: z.record(z.string(), Action).optional(),
})
export type Report = z.infer<typeof Report>

export const Objects = z.object({
  items: z.array(
    z.object({ position: z.number(), id: z.string(), type: z.string(), name: z.string(), modified: z.string() }),
  ),
  next: z.string().optional(),
})

export const Drafts = z.object({
  items: z.array(
    z.object({
      draft: z.string(),
      desk: z.string(),
      at: z.string(),
      title: z.string(),
      to: z.array(z.string()),
      label: z.object({ level: z.string(), category: z.string() }),
    }),
  ),
})

export const Status = z.object({
  party: z.string(),
  version: z.string(),
  at: z.string(),
  journal: z.object({
    kind: z.string(),
    k: z.number(),
    n: z.number(),
    size: z.number().optional(),
    published: z.number().optional(),
    waiting: z.number().optional(),
  }),
  peers: z.array(
    z.object({
      party: z.string(),
      state: z.string(),
      numbering: z.string().optional(),
      lastContact: z.string().optional(),
      queued: z.number().optional(),
      behind: z.number().optional(),
      received: z.number().optional(),
      sent: z.number().optional(),
      skewMs: z.number().optional(),
    }),
  ),
  search: z.object({ lag: z.number().optional() }).optional(),
})
export type Status = z.infer<typeof Status>
