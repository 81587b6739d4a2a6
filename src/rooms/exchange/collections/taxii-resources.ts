import { z } from 'zod'

/** The resources of TAXII 2.1 as this node answers them; tools meet nothing else. Lists are there only with something in them. */

const uuid4 = z.string().regex(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u)
/** RFC 3339 in UTC with six digits of a second (section 1.7.1). */
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/u)
const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).min(1)
const paging = { more: z.literal(true).optional(), next: z.string().min(1).optional() }

/** Section 4.1.1. */
export const Discovery = z.strictObject({
  title: z.string(),
  default: z.string(),
  api_roots: listOf(z.string().regex(/^\/(?!\/)[^?]*\/$/u)),
})

/** Section 4.2.1. */
export const ApiRoot = z.strictObject({
  title: z.string(),
  versions: listOf(z.string()),
  max_content_length: z.int().positive(),
})

/** Section 5.2.1. */
export const Collection = z.strictObject({
  id: uuid4,
  title: z.string(),
  description: z.string(),
  alias: z.string(),
  can_read: z.boolean(),
  can_write: z.boolean(),
  media_types: listOf(z.string()),
})

/** Section 5.1.1. */
export const Collections = z.strictObject({ collections: listOf(Collection).optional() })

/** Section 5.3.1. */
export const Manifest = z.strictObject({
  ...paging,
  objects: listOf(
    z.strictObject({ id: z.string(), date_added: time, version: z.string(), media_type: z.string() }),
  ).optional(),
})

/** Section 3.7. Objects are as their authors gave them. */
export const Envelope = z.looseObject({
  ...paging,
  objects: listOf(z.looseObject({ type: z.string(), id: z.string() })).optional(),
})

/** Section 5.8.1. */
export const Versions = z.strictObject({ ...paging, versions: listOf(z.string()).optional() })

const details = listOf(
  z.strictObject({ id: z.string(), version: z.string(), message: z.string().optional() }),
).optional()

/** Section 4.3.1. */
export const Status = z.strictObject({
  id: uuid4,
  status: z.enum(['complete', 'pending']),
  request_timestamp: time,
  total_count: z.int().nonnegative(),
  success_count: z.int().nonnegative(),
  successes: details,
  failure_count: z.int().nonnegative(),
  failures: details,
  pending_count: z.int().nonnegative(),
  pendings: details,
})

/** Section 3.6.1. */
export const TaxiiError = z.strictObject({
  title: z.string(),
  description: z.string(),
  error_id: z.string(),
  error_code: z.string(),
  /** Of the answer, as text. */
  http_status: z.string().regex(/^[45]\d\d$/u),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
})

/** Sections 3.4 and 3.4.1; others are passed over. */
export const Filters = z.object({
  added_after: z.string().optional(),
  limit: z.string().optional(),
  next: z.string().optional(),
  'match[id]': z.string().optional(),
  'match[type]': z.string().optional(),
  'match[version]': z.string().optional(),
  'match[spec_version]': z.string().optional(),
})
