import { content, record, row } from './kind-row.ts'
import { RfiAnswer, RfiClarification, RfiEnd, RfiRequest, RfiStep } from './rfi.ts'

/** Rows of the table of acts: requests for information and what becomes of them (room `consultation`). */
export const rfiKinds = {
  'rfi.request/1': row({
    ...content,
    schema: RfiRequest,
    room: 'consultation',
    officers: 'by-label',
    payload: 'act',
    cites: () => [],
  }),
  'rfi.step/1': row({
    ...record,
    schema: RfiStep,
    room: 'consultation',
    author: 'answer',
    payload: 'act',
    cites: ({ act }) => [act],
  }),
  // Kept as a record, and told under an agreement: what has to be known may be anything.
  'rfi.clarification/1': row({
    ...content,
    class: 'record',
    erasable: false,
    schema: RfiClarification,
    room: 'consultation',
    payload: 'act',
    cites: ({ act, answers }) => (answers === undefined ? [act] : [act, answers]),
  }),
  'rfi.answer/1': row({
    ...content,
    schema: RfiAnswer,
    room: 'consultation',
    officers: 'by-label',
    payload: 'act',
    cites: ({ act }) => [act],
  }),
  'rfi.end/1': row({
    ...record,
    schema: RfiEnd,
    room: 'consultation',
    author: 'send',
    passesChanges: true,
    payload: 'act',
    cites: ({ act }) => [act],
  }),
} as const
