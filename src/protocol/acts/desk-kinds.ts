import { ComcheckCall, ComcheckReply } from './comcheck.ts'
import { DeskEntry, DeskWithdrawal } from './desk-entry.ts'
import { HotlineAnswer, HotlineLog } from './hotline.ts'
import { content, record, row } from './kind-row.ts'

/** Rows of the table of acts: who may be reached where, whether he hears, and what was said outside (room `desks`). */
export const deskKinds = {
  'desk.entry/1': row({
    ...record,
    schema: DeskEntry,
    room: 'desks',
    author: 'send',
    payload: 'act',
    cites: ({ replaces }) => (replaces === undefined ? [] : [replaces]),
  }),
  'desk.withdrawal/1': row({
    ...record,
    schema: DeskWithdrawal,
    room: 'desks',
    author: 'send',
    passesChanges: true,
    payload: 'act',
    cites: ({ entry }) => [entry],
  }),
  'comcheck.call/1': row({
    ...record,
    schema: ComcheckCall,
    room: 'desks',
    author: 'send',
    // A check goes the way that a warning would.
    urgency: 'urgent',
    payload: 'act',
    cites: () => [],
  }),
  'comcheck.reply/1': row({
    ...record,
    schema: ComcheckReply,
    room: 'desks',
    author: 'answer',
    urgency: 'urgent',
    payload: 'act',
    cites: ({ act }) => [act],
  }),
  // Kept as a record, and told under an agreement: what was said may be anything.
  'hotline.log/1': row({
    ...content,
    class: 'record',
    erasable: false,
    schema: HotlineLog,
    room: 'desks',
    payload: 'act',
    cites: ({ replaces }) => (replaces === undefined ? [] : [replaces]),
  }),
  'hotline.answer/1': row({
    ...record,
    schema: HotlineAnswer,
    room: 'desks',
    author: 'answer',
    payload: 'act',
    cites: ({ act }) => [act],
  }),
} as const
