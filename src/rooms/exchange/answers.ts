import { z } from 'zod'
import { ActForm } from '#charter/record/routes.ts'

/** The forms of this room's answers over HTTP. Refusals inside answers are as everywhere: code, rule, parameters. */
export const RefusalForm = z.object({
  kind: z.literal('refusal'),
  code: z.string(),
  rule: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})

export const UploadAnswer = z.object({
  upload: z.string(),
  bytes: z.number(),
  digest: z.string(),
  format: z.enum(['stix', 'file']),
  objects: z.number(),
  types: z.record(z.string(), z.number()),
  refused: z.array(z.object({ id: z.string(), type: z.string(), code: z.string(), rule: z.string() })),
  /** Why a file that is not STIX is none. */
  problem: RefusalForm.optional(),
})

export const PreviewAnswer = z.object({
  recipients: z.array(
    z.object({
      party: z.string(),
      allowed: z.boolean(),
      basis: z.string().optional(),
      refusal: RefusalForm.optional(),
    }),
  ),
  others: z.array(z.object({ party: z.string(), addressed: z.literal(false) })),
  secondOfficer: z.boolean(),
})

export const RecordedAnswer = z.object({
  act: z.string(),
  state: z.literal('recorded'),
  recorded: z.string(),
  recipients: z.array(z.object({ party: z.string(), state: z.string(), rule: z.string() })),
  /** Of a correction: the recall that takes the old share back. */
  recall: z.string().optional(),
})

export const PendingAnswer = z.object({
  act: z.string(),
  draft: z.string(),
  state: z.literal('pending'),
  recipients: z.array(z.object({ party: z.string(), state: z.string(), rule: z.string() })),
})

export const ShareAnswer = z.union([RecordedAnswer, PendingAnswer])

export const AwaitingAnswer = z.object({
  items: z.array(ActForm),
  next: z.string().optional(),
  /** Of those that the reader may see; more than a thousand are not counted. */
  waiting: z.number(),
})

export const DraftsAnswer = z.object({
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

/** Whether this version revokes its object, its creator has done so since, or had done so before, so that it counts for nothing. */
export const Revoked = z.enum(['this', 'since', 'before'])

export const ObjectsAnswer = z.object({
  items: z.array(
    z.object({
      position: z.number(),
      id: z.string(),
      modified: z.string(),
      type: z.string(),
      name: z.string(),
      conflict: z.boolean(),
      /** The state that brought the object in, where this is another state's own version of it. */
      introducedBy: z.string().optional(),
      revocation: Revoked.optional(),
    }),
  ),
  next: z.string().optional(),
})
