import {
  ConsultationEnd,
  ConsultationMessage,
  ConsultationReply,
  ConsultationRequest,
  ConsultationTime,
} from './consultation.ts'
import { content, record, row } from './kind-row.ts'

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
