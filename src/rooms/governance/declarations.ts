import { z } from 'zod'
import { AnyChange } from '#protocol/acts/charter-change.ts'
import { RootSignatures } from '#protocol/acts/charter-countersignature.ts'
import { instant, partySlug, words } from '#protocol/acts/field.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { pageQuery } from '#platform/http/page.ts'

const Place = z.looseObject({ act: z.string(), number: z.int(), at: z.string(), outcome: z.string() })
const Consents = z.object({ needed: z.int(), of: z.array(z.string()), signed: z.array(z.string()) })
const Pending = z.looseObject({
  act: z.string(),
  kind: z.string(),
  state: z.string(),
  consents: Consents.optional(),
  /** When the depositary's time to enter it ends, and whether it has ended. */
  dueBy: z.string().optional(),
  overdue: z.boolean().optional(),
})

export const lane = {
  method: 'GET',
  path: '/api/v1/charter/lane',
  action: 'charter.read',
  summary: 'Entries of the charter, newest first: what each ordered and what came of it.',
  query: z.strictObject(pageQuery),
  answer: z.object({
    items: z.array(Place),
    next: z.string().optional(),
    /** The next entry, where it claims a later time than this node's clock allows; it counts here from `from` on. */
    early: z.object({ act: z.string(), number: z.int(), at: z.string(), from: z.string() }).optional(),
  }),
} as const satisfies Declaration

export const proposals = {
  method: 'GET',
  path: '/api/v1/charter/proposals',
  action: 'charter.read',
  summary: 'What waits for an entry: who has signed, who has not, and whether the depositary owes it one.',
  answer: z.object({ items: z.array(Pending) }),
} as const satisfies Declaration

export const proposal = {
  method: 'GET',
  path: '/api/v1/charter/proposals/:act',
  action: 'charter.read',
  summary: 'One act that waits for an entry or has one, with the bytes that are signed.',
  answer: Pending,
} as const satisfies Declaration

export const exported = {
  method: 'GET',
  path: '/api/v1/charter/file',
  action: 'charter.read',
  summary:
    'The whole charter as a file that anyone verifies offline; with `fork`, the proof that its depositary gave one place twice.',
  query: z.strictObject({ fork: z.literal('true').optional() }),
  answer: { raw: ['application/octet-stream'] },
} as const satisfies Declaration

export const invitation = {
  method: 'GET',
  path: '/api/v1/charter/invitation',
  action: 'charter.propose',
  summary: 'An invitation: the whole charter as a file for a state that wants to join, and who invites it until when.',
  query: z.strictObject({ for: partySlug.optional(), expires: instant.optional() }),
  answer: { raw: ['application/octet-stream'] },
} as const satisfies Declaration

export const forks = {
  method: 'GET',
  path: '/api/v1/charter/forks',
  action: 'charter.read',
  summary: 'Places that a depositary gave twice. While the present one has, nothing more of its is adopted.',
  answer: z.object({ halted: z.boolean(), items: z.array(z.looseObject({ depositary: z.string() })) }),
} as const satisfies Declaration

export const standings = {
  method: 'GET',
  path: '/api/v1/charter/standings',
  action: 'charter.read',
  summary: 'What each party is, was or will be on a date, with its rights, and the organs of that date.',
  query: z.strictObject({ on: instant.optional() }),
  answer: z.object({
    on: z.string(),
    items: z.array(
      z.object({
        party: z.string(),
        standing: z.string().optional(),
        from: z.string().optional(),
        until: z.string().optional(),
        rights: z.array(z.string()),
        suspended: z.boolean(),
      }),
    ),
    organs: z.array(z.looseObject({ name: z.string() })),
  }),
} as const satisfies Declaration

export const propose = {
  method: 'POST',
  path: '/api/v1/charter/proposals',
  action: 'charter.propose',
  summary: 'Propose a change of the charter to all parties. It needs countersignatures, the proposer’s own included.',
  body: z.strictObject({ change: AnyChange, reason: words(2000).optional(), expires: instant.optional() }),
  answer: z.object({ act: z.string() }),
  statuses: [201],
} as const satisfies Declaration

export const rehearse = {
  method: 'POST',
  path: '/api/v1/charter/rehearsals',
  action: 'charter.read',
  summary: 'What a proposal would be and whose consent it would take, or why it comes to nothing. Nothing is signed.',
  body: propose.body,
  answer: z.looseObject({ expects: z.string(), expires: z.string(), consents: Consents }),
} as const satisfies Declaration

export const countersign = {
  method: 'POST',
  path: '/api/v1/charter/proposals/:act/signatures',
  action: 'charter.sign',
  summary: 'Signatures of this party’s root over a proposal, made where the root key is and brought here.',
  body: z.strictObject({ signatures: RootSignatures }),
  answer: z.object({ act: z.string(), consents: Consents }),
  statuses: [201],
} as const satisfies Declaration
