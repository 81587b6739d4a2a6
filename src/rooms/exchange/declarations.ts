import { z } from 'zod'
import { fileName, mediaType } from '#protocol/act/schema.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { pageQuery } from '#platform/http/page.ts'
import { LabelWish } from '#charter/record/labelling.ts'
import {
  AwaitingAnswer,
  DraftsAnswer,
  ObjectsAnswer,
  PreviewAnswer,
  RecordedAnswer,
  ShareAnswer,
  UploadAnswer,
} from './answers.ts'
import { AcknowledgeWish, CorrectWish, OpinionWish, RecallWish, ShareWish, SightingWish } from './wish.ts'

const uploadQuery = z.strictObject({
  name: fileName,
  mediaType: mediaType.optional(),
})

/** The routes of this room as data: what they take, who may ask, what they answer. */
export const upload = {
  method: 'POST',
  path: '/api/v1/uploads',
  action: 'content.draft',
  summary: 'Bring a file: it is sealed as it arrives and looked through if it is STIX.',
  query: uploadQuery,
  body: { raw: ['*'] },
  answer: UploadAnswer,
  statuses: [201],
} as const satisfies Declaration

export const dropUpload = {
  method: 'DELETE',
  path: '/api/v1/uploads/:upload',
  action: 'content.draft',
  summary: 'Throw away a file that was brought and not shared.',
} as const satisfies Declaration

export const preview = {
  method: 'POST',
  path: '/api/v1/preview',
  action: 'content.preview',
  summary: 'Who would receive this, and by which rule not. Nothing is signed.',
  body: LabelWish,
  answer: PreviewAnswer,
} as const satisfies Declaration

export const share = {
  method: 'POST',
  path: '/api/v1/shares',
  action: 'content.share',
  summary: 'Share a file that was brought. If any addressee is refused nothing is signed.',
  body: ShareWish,
  answer: ShareAnswer,
  statuses: [201, 202],
} as const satisfies Declaration

export const listDrafts = {
  method: 'GET',
  path: '/api/v1/drafts',
  action: 'content.read',
  summary: 'Shares that wait for a second officer.',
  answer: DraftsAnswer,
} as const satisfies Declaration

export const listAwaiting = {
  method: 'GET',
  path: '/api/v1/shares/awaiting',
  action: 'content.read',
  summary: 'Shares of others that nobody of this house has acknowledged, newest first, and how many there are.',
  query: z.strictObject(pageQuery),
  answer: AwaitingAnswer,
} as const satisfies Declaration

export const approve = {
  method: 'POST',
  path: '/api/v1/drafts/:draft/approve',
  action: 'content.approve',
  summary: 'Sign as the second officer.',
  answer: ShareAnswer,
  statuses: [201],
} as const satisfies Declaration

export const dropDraft = {
  method: 'DELETE',
  path: '/api/v1/drafts/:draft',
  action: 'content.share',
  summary: 'Withdraw a share that waits for a second officer.',
} as const satisfies Declaration

export const recall = {
  method: 'POST',
  path: '/api/v1/shares/:act/recall',
  action: 'content.recall',
  summary: 'Take a share of ours back everywhere.',
  body: RecallWish,
  answer: RecordedAnswer,
  statuses: [201],
} as const satisfies Declaration

export const correct = {
  method: 'POST',
  path: '/api/v1/shares/:act/correct',
  action: 'content.correct',
  summary: 'Replace a share of ours: a new share under the same label, and a recall that names it.',
  body: CorrectWish,
  answer: ShareAnswer,
  statuses: [201, 202],
} as const satisfies Declaration

export const acknowledge = {
  method: 'POST',
  path: '/api/v1/shares/:act/acknowledge',
  action: 'content.acknowledge',
  summary: 'A person has taken note.',
  body: AcknowledgeWish,
  answer: RecordedAnswer,
  statuses: [201],
} as const satisfies Declaration

export const sighting = {
  method: 'POST',
  path: '/api/v1/shares/:act/sightings',
  action: 'content.reply',
  summary: 'An object of the share was seen here.',
  body: SightingWish,
  answer: RecordedAnswer,
  statuses: [201],
} as const satisfies Declaration

export const opinion = {
  method: 'POST',
  path: '/api/v1/shares/:act/opinions',
  action: 'content.reply',
  summary: 'How correct an object of the share is held to be.',
  body: OpinionWish,
  answer: RecordedAnswer,
  statuses: [201],
} as const satisfies Declaration

export const objects = {
  method: 'GET',
  path: '/api/v1/acts/:act/objects',
  action: 'content.read',
  summary: 'The STIX objects of a share, in the order of its bundle.',
  query: z.strictObject({ ...pageQuery, type: z.string().max(250).optional() }),
  answer: ObjectsAnswer,
} as const satisfies Declaration

export const object = {
  method: 'GET',
  path: '/api/v1/acts/:act/objects/:id',
  action: 'content.read',
  summary: 'One STIX object, byte for byte as its author gave it.',
  query: z.strictObject({ modified: z.string().max(64).optional() }),
  answer: { raw: ['application/octet-stream'] },
} as const satisfies Declaration

export const attachment = {
  method: 'GET',
  path: '/api/v1/acts/:act/attachments/:position',
  action: 'content.read',
  summary: 'A file of an act, as its author gave it.',
  answer: { raw: ['application/octet-stream'] },
} as const satisfies Declaration
