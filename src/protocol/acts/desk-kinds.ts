import { DeskEntry, DeskWithdrawal } from './desk-entry.ts'
import { record, row } from './kind-row.ts'

/** Rows of the table of acts: who may be reached where (room `desks`). */
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
} as const
