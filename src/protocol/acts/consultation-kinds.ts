import {
  ConsultationAssent,
  ConsultationEnd,
  ConsultationMessage,
  ConsultationMinutes,
  ConsultationReferral,
  ConsultationReply,
  ConsultationRequest,
  ConsultationTime,
} from './consultation.ts'
import { content, record, row } from './kind-row.ts'

/** Kept as a record, and told under an agreement: what was said may be anything. */
const toAgree = {
  ...content,
  class: 'record',
  erasable: false,
  room: 'consultation',
  payload: 'act',
} as const

/** Rows of the table of acts: states consult one another (room `consultation`). */
export const consultationKinds = {
  'consultation.request/1': row({
    ...content,
    schema: ConsultationRequest,
    room: 'consultation',
    officers: 'by-label',
    payload: 'act',
    cites: () => [],
  }),
  'consultation.reply/1': row({
    ...record,
    schema: ConsultationReply,
    room: 'consultation',
    author: 'answer',
    payload: 'act',
    cites: ({ act }) => [act],
  }),
  'consultation.time/1': row({
    ...record,
    schema: ConsultationTime,
    room: 'consultation',
    author: 'send',
    payload: 'act',
    cites: ({ act }) => [act],
  }),
  'consultation.message/1': row({
    ...content,
    schema: ConsultationMessage,
    room: 'consultation',
    officers: 'by-label',
    payload: 'act',
    cites: ({ act, shares = [] }) => [act, ...shares],
  }),
  'consultation.minutes/1': row({ ...toAgree, schema: ConsultationMinutes, cites: ({ act }) => [act] }),
  'consultation.referral/1': row({ ...toAgree, schema: ConsultationReferral, cites: ({ act }) => [act] }),
  'consultation.assent/1': row({
    ...record,
    schema: ConsultationAssent,
    room: 'consultation',
    author: 'answer',
    payload: 'act',
    cites: ({ act, paper }) => [act, paper],
  }),
  'consultation.end/1': row({
    ...record,
    schema: ConsultationEnd,
    room: 'consultation',
    author: 'send',
    passesChanges: true,
    payload: 'act',
    cites: ({ act }) => [act],
  }),
} as const
