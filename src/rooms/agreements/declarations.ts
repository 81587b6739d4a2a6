import { z } from 'zod'
import { AgreementAction } from '#protocol/acts/agreement-action.ts'
import { AgreementDraft, AgreementPosition } from '#protocol/acts/agreement-draft.ts'
import { AgreementProgress } from '#protocol/acts/agreement-progress.ts'
import { AdoptedText } from '#protocol/acts/agreement-text.ts'
import { RootSignatures } from '#protocol/acts/charter-countersignature.ts'
import { instant, partySlug } from '#protocol/acts/field.ts'
import type { Declaration } from '#platform/http/declaration.ts'

const path = '/api/v1/agreements/:name'
const onDay = z.strictObject({ at: instant.refine((at) => at < '9000', 'before the year 9000').optional() })
const Listed = z.looseObject({ name: z.string(), state: z.string(), inForceFor: z.array(z.string()) })

export const list = {
  method: 'GET',
  path: '/api/v1/agreements',
  action: 'charter.read',
  summary: 'The register of agreements: which are in force, since when and for whom, today or on a date.',
  query: onDay,
  answer: z.object({ items: z.array(Listed) }),
} as const satisfies Declaration

export const show = {
  method: 'GET',
  path,
  action: 'charter.read',
  summary:
    'The status of an agreement on a date: who signed, who is bound, between whom articles are reserved, what waits for the depositary, what this party may do.',
  query: onDay,
  answer: z.looseObject({
    name: z.string(),
    state: z.string(),
    parties: z.array(z.looseObject({ party: z.string() })),
  }),
} as const satisfies Declaration

export const facts = {
  method: 'GET',
  path: `${path}/facts`,
  action: 'charter.read',
  summary: 'Clauses, dated events and tracks of an agreement, as “tamga agreement status” reads them from a file.',
  answer: z.looseObject({ name: z.string(), events: z.array(z.looseObject({ id: z.string() })) }),
} as const satisfies Declaration

export const text = {
  method: 'GET',
  path: `${path}/text`,
  action: 'charter.read',
  summary: 'The adopted text in every authentic language, corrections included; when it was corrected, if it was.',
  answer: z.looseObject({
    version: z.int(),
    authentic: z.array(z.looseObject({ language: z.string() })),
    corrected: z.array(z.object({ entry: z.string(), at: z.string() })).optional(),
  }),
} as const satisfies Declaration

export const forecast = {
  method: 'GET',
  path: `${path}/forecast`,
  action: 'charter.read',
  summary: 'When an agreement may enter into force, how sure that is, and whose consent is missing.',
  answer: z.looseObject({ confidence: z.number(), prospects: z.array(z.looseObject({ party: z.string() })) }),
} as const satisfies Declaration

export const timeline = {
  method: 'GET',
  path: `${path}/timeline`,
  action: 'charter.read',
  summary: 'What was done about an agreement and the days that follow from it, past and to come, in one order.',
  answer: z.object({ items: z.array(z.looseObject({ at: z.string(), kind: z.string() })) }),
} as const satisfies Declaration

export const reminders = {
  method: 'GET',
  path: '/api/v1/agreement-reminders',
  action: 'charter.read',
  summary: 'What this party has to do about its agreements, late things first, and what falls into the days ahead.',
  query: z.strictObject({ days: z.coerce.number().int().min(1).max(3650).optional() }),
  answer: z.object({ items: z.array(z.looseObject({ agreement: z.string(), kind: z.string() })) }),
} as const satisfies Declaration

export const notifications = {
  method: 'GET',
  path: `${path}/notifications`,
  action: 'charter.read',
  summary:
    'Per action, the newest first, who has been notified of it and when, by signed receipts as far as this node has them.',
  answer: z.object({
    items: z.array(
      z.looseObject({
        act: z.string(),
        party: z.string(),
        kind: z.string(),
        at: z.string(),
        parties: z.array(z.looseObject({ party: z.string(), state: z.string() })),
      }),
    ),
  }),
} as const satisfies Declaration

export const calendar = {
  method: 'GET',
  path: `${path}/calendar`,
  action: 'charter.read',
  summary: 'The days that matter under an agreement, as iCalendar (RFC 5545).',
  answer: { raw: ['text/calendar'] },
} as const satisfies Declaration

export const table = {
  method: 'GET',
  path: `${path}/table`,
  action: 'charter.read',
  summary: 'The status table of an agreement for printing, in the reader’s language.',
  query: onDay,
  answer: { raw: ['text/html'] },
} as const satisfies Declaration

const Act = z.object({ act: z.string() })

export const act = {
  method: 'POST',
  path: `${path}/actions`,
  action: 'agreement.act',
  summary: 'Sign, ratify, reserve, object, denounce: an action of this party, dated by the depositary’s entry.',
  body: z.strictObject({ deed: AgreementAction.shape.deed }),
  answer: Act,
  statuses: [201],
} as const satisfies Declaration

export const check = {
  method: 'POST',
  path: `${path}/actions/check`,
  action: 'charter.read',
  summary:
    'Whether an action would be in due form if this party signed it now, or why not, and what would follow. Nothing is signed or said to anybody.',
  body: z.strictObject({ deed: AgreementAction.shape.deed }),
  answer: z.looseObject({ allowed: z.boolean() }),
} as const satisfies Declaration

export const report = {
  method: 'POST',
  path: `${path}/progress`,
  action: 'agreement.act',
  summary: 'What this party says of its own way to an instrument: steps done, expected, held up.',
  body: z.strictObject(AgreementProgress.omit({ agreement: true }).shape),
  answer: Act,
  statuses: [201],
} as const satisfies Declaration

export const allDrafts = {
  method: 'GET',
  path: '/api/v1/agreement-drafts',
  action: 'charter.read',
  summary: 'The newest text in negotiation under each name, and how many of its paragraphs are agreed.',
  answer: z.object({ items: z.array(z.looseObject({ agreement: z.string(), act: z.string(), version: z.int() })) }),
} as const satisfies Declaration

export const listDrafts = {
  method: 'GET',
  path: `${path}/drafts`,
  action: 'charter.read',
  summary: 'Texts in negotiation under that name that this party sent or was sent, the newest first.',
  answer: z.object({ items: z.array(z.looseObject({ act: z.string(), version: z.int() })) }),
} as const satisfies Declaration

export const showDraft = {
  method: 'GET',
  path: `${path}/drafts/:act`,
  action: 'charter.read',
  summary: 'A text in negotiation: its languages, its brackets, and what each negotiator says of each paragraph.',
  answer: z.looseObject({
    act: z.string(),
    isAgreed: z.boolean(),
    paragraphs: z.array(z.looseObject({ article: z.string() })),
  }),
} as const satisfies Declaration

export const draft = {
  method: 'POST',
  path: `${path}/drafts`,
  action: 'agreement.act',
  summary: 'Send a text to those who negotiate it.',
  body: z.strictObject({ to: z.array(partySlug).min(1).max(63), text: AgreementDraft.shape.text }),
  answer: Act,
  statuses: [201],
} as const satisfies Declaration

export const position = {
  method: 'POST',
  path: `${path}/drafts/:act/positions`,
  action: 'agreement.act',
  summary: 'What this party says of paragraphs of a draft; of each paragraph the last word holds.',
  body: z.strictObject({ positions: AgreementPosition.shape.positions }),
  answer: Act,
  statuses: [201],
} as const satisfies Declaration

const closedPath = '/api/v1/closed-agreements'
const Closed = z.looseObject({ act: z.string(), name: z.string(), state: z.string() })

export const listClosed = {
  method: 'GET',
  path: closedPath,
  action: 'charter.read',
  summary:
    'Closed agreements of this party: who has signed their texts, and whether they are adopted. Nobody else knows of them.',
  answer: z.object({ items: z.array(Closed) }),
} as const satisfies Declaration

export const showClosed = {
  method: 'GET',
  path: `${closedPath}/:act`,
  action: 'charter.read',
  summary: 'The text of a closed agreement, with the bytes that are signed.',
  answer: Closed,
} as const satisfies Declaration

export const proposeClosed = {
  method: 'POST',
  path: closedPath,
  action: 'agreement.act',
  summary: 'Send a text that only its participants are to know to the others of them.',
  body: AdoptedText.omit({ type: true }),
  answer: Act,
  statuses: [201],
} as const satisfies Declaration

export const signClosed = {
  method: 'POST',
  path: `${closedPath}/:act/signatures`,
  action: 'agreement.act',
  summary: 'Signatures of this party’s root over a closed text, made where the root key is and brought here.',
  body: z.strictObject({ signatures: RootSignatures }),
  answer: Act,
  statuses: [201],
} as const satisfies Declaration
