import { z } from 'zod'

/**
 * What a node answers, read leniently: members this command line does not know are kept, so that `--json` shows them and a newer node
 * still serves an older command line.
 */
const words = z.record(z.string(), z.unknown())

export const Refused = z.looseObject({
  code: z.string().optional(),
  rule: z.string().optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  detail: z.string().optional(),
  sentence: z.string().optional(),
  wayOut: z.string().optional(),
  ref: z.string().optional(),
})
export type Refused = z.infer<typeof Refused>

export const RefusedObject = z.looseObject({
  id: z.string(),
  type: z.string().default(''),
  rule: z.string().default(''),
})
export type RefusedObject = z.infer<typeof RefusedObject>

export const Upload = z.looseObject({
  upload: z.string(),
  bytes: z.number(),
  format: z.enum(['stix', 'file']),
  objects: z.number().default(0),
  refused: z.array(RefusedObject).default([]),
  /** Why a file that is not STIX is none. */
  problem: Refused.optional(),
})
export type Upload = z.infer<typeof Upload>

export const Preview = z.looseObject({
  recipients: z.array(
    z.looseObject({
      party: z.string(),
      allowed: z.boolean(),
      basis: z.string().optional(),
      refusal: Refused.optional(),
    }),
  ),
  others: z.array(z.looseObject({ party: z.string() })).default([]),
  secondOfficer: z.boolean().default(false),
  ref: z.string().optional(),
})
export type Preview = z.infer<typeof Preview>

const Titles = z.record(z.string(), z.string()).default({})

/** Who may send what to whom; `refusal` says why nothing above `highest` goes. */
export const Matrix = z.looseObject({
  at: z.string(),
  purpose: z.string(),
  parties: z.array(z.string()),
  withoutNode: z.array(z.string()).default([]),
  levels: z.array(z.looseObject({ name: z.string(), title: Titles })),
  categories: z.array(z.looseObject({ name: z.string(), title: Titles })),
  items: z.array(
    z.looseObject({
      author: z.string(),
      recipient: z.string(),
      answers: z.array(
        z.looseObject({
          categories: z.array(z.string()),
          highest: z
            .looseObject({ level: z.string(), basis: z.string().optional(), secondOfficer: z.boolean().default(false) })
            .optional(),
          refusal: Refused.optional(),
        }),
      ),
    }),
  ),
  next: z.string().optional(),
})
export type Matrix = z.infer<typeof Matrix>

export const PartyState = z.looseObject({
  state: z.string(),
  at: z.string().optional(),
  rule: z.string().optional(),
  /** The act by which the party says so. */
  receipt: z.string().optional(),
  /** How often its content had left that node before it was erased there. */
  exported: z.number().optional(),
  /** Since when the party reports that no proof shows the act in its author's journal. */
  unrecorded: z.string().optional(),
})
export type PartyState = z.infer<typeof PartyState>

export const Shared = z.looseObject({
  act: z.string().optional(),
  draft: z.string().optional(),
  state: z.string(),
  recorded: z.union([z.string(), z.boolean()]).optional(),
  recipients: z
    .array(z.looseObject({ party: z.string(), state: z.string().default('queued'), rule: z.string().optional() }))
    .default([]),
})
export type Shared = z.infer<typeof Shared>

export const ActRow = z.looseObject({
  act: z.string(),
  kind: z.string(),
  author: z.string(),
  at: z.string(),
  title: z.string().optional(),
  label: z.looseObject({ level: z.string().optional(), category: z.string().optional() }).optional(),
  state: z.string(),
  exercise: z.string().optional(),
  /** Why it counts for nothing. */
  untrusted: Refused.optional(),
  parties: z.record(z.string(), PartyState).default({}),
})
export type ActRow = z.infer<typeof ActRow>

export const ActView = ActRow.extend({
  statement: words.optional(),
  objects: z.looseObject({ count: z.number() }).optional(),
  attachments: z
    .array(
      z.looseObject({ name: z.string().optional(), bytes: z.number().optional(), mediaType: z.string().optional() }),
    )
    .default([]),
  journal: z
    .looseObject({
      state: z.string().optional(),
      entry: z.number().optional(),
      position: z.number().optional(),
      size: z.number().optional(),
      witnesses: z.looseObject({ k: z.number(), n: z.number(), by: z.array(z.string()).default([]) }).optional(),
    })
    .optional(),
  replies: z.array(words).default([]),
  /** Who sent it in its author's place. */
  handedOnBy: z.string().optional(),
  /** Who was not sent it after all, because the gate refused when its turn came. */
  withheld: z.array(z.looseObject({ party: z.string(), rule: z.string().default('') })).default([]),
  refs: z.array(z.string()).default([]),
})
export type ActView = z.infer<typeof ActView>

/** Whether this version revokes its object, its creator has done so since, or had done so before. */
const Revoked = z.enum(['this', 'since', 'before'])

export const ObjectRow = z.looseObject({
  id: z.string(),
  modified: z.string().optional(),
  type: z.string().default(''),
  name: z.string().optional(),
  conflict: z.boolean().optional(),
  /** The state that brought the object in, where this is another state's own version of it. */
  introducedBy: z.string().optional(),
  revocation: Revoked.optional(),
})
export type ObjectRow = z.infer<typeof ObjectRow>

export const Hit = z.looseObject({
  act: z.string(),
  at: z.string().optional(),
  object: z.string().optional(),
  type: z.string().optional(),
  name: z.string().optional(),
  author: z.string().optional(),
  /** Id of the object whose translation was found. */
  translates: z.string().optional(),
  /** That object, where it was found in the version translated. */
  original: z
    .looseObject({ act: z.string(), type: z.string(), name: z.string(), isLast: z.boolean().default(true) })
    .optional(),
  revocation: Revoked.optional(),
  snippet: z.string().optional(),
  /** Places in the snippet. */
  highlights: z.array(z.tuple([z.number(), z.number()])).default([]),
  reasons: z
    .array(
      z.looseObject({
        asked: z.string(),
        how: z.string(),
        word: z.string(),
        where: z.string(),
        found: z.string().default(''),
      }),
    )
    .default([]),
})

export type Hit = z.infer<typeof Hit>

/** What others shared that bears the same. */
export const Related = z.looseObject({
  items: z.array(
    z.looseObject({ kind: z.string(), value: z.string(), finds: z.array(Hit), more: z.boolean().default(false) }),
  ),
  lag: z.number().default(0),
  lagSince: z.string().optional(),
})

/** Which states shared the same. */
export const Correlated = z.looseObject({
  states: z.array(z.looseObject({ author: z.string(), finds: z.array(Hit), more: z.boolean().default(false) })),
  lag: z.number().default(0),
  lagSince: z.string().optional(),
})

const Values = z.array(z.looseObject({ value: z.string(), count: z.number() })).default([])

/** How the finds of a search divide. */
export const Facets = z.looseObject({
  finds: z.number(),
  exact: z.boolean(),
  type: Values,
  category: Values,
  author: Values,
  level: Values,
  tlp: Values,
  technique: Values,
  day: Values,
})
export type Facets = z.infer<typeof Facets>

export const Draft = z.looseObject({
  draft: z.string(),
  at: z.string().optional(),
  title: z.string().optional(),
  to: z.array(z.string()).default([]),
  label: z.looseObject({ level: z.string().optional(), category: z.string().optional() }).optional(),
})

export const page = <Item extends z.ZodType>(item: Item) =>
  z.looseObject({ items: z.array(item), next: z.string().optional() })

export const Verified = z.looseObject({
  ok: z.boolean(),
  checked: z.record(z.string(), z.number()).default({}),
  untrusted: z.looseObject({ count: z.number(), why: Refused.optional() }).optional(),
  firstBad: z
    .looseObject({
      what: z.string().optional(),
      id: z.string().optional(),
      entry: z.number().optional(),
      reason: z.string().optional(),
      detail: z.string().optional(),
    })
    .optional(),
})
export type Verified = z.infer<typeof Verified>

export const Rebuilt = z.looseObject({
  digestBefore: z.string(),
  digestAfter: z.string(),
  equal: z.boolean(),
  rows: z.union([z.number(), z.record(z.string(), z.number())]).optional(),
})

export type Rebuilt = z.infer<typeof Rebuilt>

export const Imported = z.looseObject({
  parcels: z.number(),
  admitted: z.number(),
  refused: z.union([z.number(), z.array(z.unknown())]).default(0),
  missing: z.array(z.union([z.number(), z.string()])).default([]),
  /** Acts that came before and whose files have not. */
  waiting: z.number().default(0),
})
export type Imported = z.infer<typeof Imported>

export const Me = z.looseObject({
  name: z.string(),
  role: z.string(),
  party: z.string().optional(),
  desk: z.string().optional(),
})
export type Me = z.infer<typeof Me>

const PeerRow = z.looseObject({
  party: z.string(),
  /** `open`, or why it is not. */
  state: z.string().default('open'),
  lastContact: z.string().optional(),
  /** `overdue`, `withheld`: what its heads say of what it serves. */
  head: z.string().optional(),
  /** Only for those who may have figures over everything. */
  behind: z.number().optional(),
  queued: z.number().optional(),
  /** `going`, or why nothing is numbered for the peer. */
  numbering: z.string().optional(),
})
export type PeerRow = z.infer<typeof PeerRow>

export const Status = z.looseObject({
  party: z.string(),
  coalition: z.string().optional(),
  peers: z.array(PeerRow).default([]),
  /** `kind`: running, starting, standby or halted. */
  journal: z
    .looseObject({ kind: z.string().optional(), size: z.number().optional(), reason: z.string().optional() })
    .optional(),
  /** `none`, `recovering`, `undecided` or `copy`: whether the database is older than the journal. */
  recovery: z.looseObject({ kind: z.string() }).optional(),
  search: z.looseObject({ lag: z.number().default(0), lagSince: z.string().optional() }).optional(),
})
export type Status = z.infer<typeof Status>

const Stretch = { from: z.number(), to: z.number() }

/** What a restored node lacks, as far as it knows. */
export const Recovery = z.looseObject({
  state: z.string(),
  lost: z.looseObject({
    entries: z.array(z.looseObject(Stretch)),
    parcels: z.array(z.looseObject({ peer: z.string(), stream: z.string(), ...Stretch, act: z.string().optional() })),
    withoutFiles: z.array(z.string()),
    asking: z.array(z.string()),
  }),
})
export type Recovery = z.infer<typeof Recovery>

/** What a node's own `doctor` found. */
export const Examined = z.looseObject({
  checks: z.array(
    z.object({
      check: z.string(),
      state: z.enum(['ok', 'warn', 'bad']),
      params: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
      fix: z.string().optional(),
    }),
  ),
})

export const User = z.looseObject({
  name: z.string(),
  role: z.string(),
  desk: z.string().optional(),
  clearance: z.string().optional(),
  categories: z.union([z.array(z.string()), z.string()]).optional(),
  disabled: z.boolean().optional(),
  /** By what the identity provider knows him. */
  identity: z.string().optional(),
})

export const Anything = z.unknown()
