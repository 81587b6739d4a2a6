import { content, record, row } from './kind-row.ts'
import { OnwardConsent, OnwardPassing, OnwardRequest } from './onward.ts'

/** Rows of the table of acts: what was given in answer goes on only as its owner consents (room `consultation`). */
export const onwardKinds = {
  'onward.request/1': row({
    ...record,
    schema: OnwardRequest,
    room: 'consultation',
    author: 'answer',
    payload: 'act',
    cites: ({ act }) => [act],
  }),
  'onward.consent/1': row({
    ...record,
    schema: OnwardConsent,
    room: 'consultation',
    author: 'answer',
    payload: 'act',
    cites: ({ act, answer }) => [act, answer],
  }),
  'onward.passing/1': row({
    ...content,
    schema: OnwardPassing,
    room: 'consultation',
    officers: 'by-label',
    payload: 'act',
    cites: ({ answer, consent }) => [answer, consent],
    passesOn: ({ owner, answer, consent }) => ({ owner, answer, consent }),
  }),
} as const
