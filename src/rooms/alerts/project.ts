import { instantOf } from '#kernel/instant.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { AlertAnswer } from '#protocol/acts/alert-answer.ts'
import { AlertMessage } from '#protocol/acts/alert-message.ts'
import { AlertSeen } from '#protocol/acts/alert-seen.ts'
import type { CapAlert, CapInfo } from '#protocol/cap/alert.ts'
import { capWords } from '#protocol/cap/words.ts'
import { keep, put, update, type Change, type Row } from '#platform/db/table.ts'
import type { Arrived, Projected, Projector } from '#platform/record/projector.ts'
import { awaitIndexing } from '#platform/search/waiting.ts'
import { endOf, unfitAlert } from './fitness.ts'
import { alertsBell } from './ladder.ts'
import { alerts, following, replies } from './tables.ts'

const projections: Readonly<Record<string, (arrived: Arrived) => Projected | Refusal>> = {
  'alert.message/1': message,
  'alert.cancel/1': message,
  'alert.seen/1': (arrived) => reply(arrived, { ...AlertSeen.parse(arrived.act.said.body), outcome: 'seen' }),
  'alert.answer/1': (arrived) => reply(arrived, AlertAnswer.parse(arrived.act.said.body)),
}

export const alertsProjector: Projector = {
  kinds: Object.keys(projections),
  tables: [alerts, following, replies],
  parts: [alerts, following],
  keepsExercises: true,
  // Of what is answered several acts share a row: there who reads looks which count.
  counts: { parts: [following] },
  project: (arrived) => projections[arrived.act.said.kind]?.(arrived) ?? { changes: [] },
}

function message({ act: { id: act, said }, arrival, arrivedAt }: Arrived): Projected | Refusal {
  const body = AlertMessage.parse(said.body)
  const no = unfitAlert(said, body, arrivedAt)
  if (no !== undefined) return no
  const { alert, follows = [] } = body
  const { author, at: sent } = said
  const { level, category, exercise = '' } = said.label
  const type = typeOf(alert)
  const end = endOf(alert)
  const under = { level, category, exercise }
  const row = { act, arrival, author, ...under, type, sent, ...worstOf(alert), alert: { ...alert } }
  // What is exercise is not found among what is real.
  const indexed = { act, author, source: 'alerts', arrival, at: sent, arrivedAt, level, category }
  const waiting = exercise === '' ? awaitIndexing(indexed) : []
  return {
    changes: [
      put(alerts, { ...row, expires: end === undefined ? null : instantOf(end) }),
      ...(type === 'Alert'
        ? []
        : follows.map((about) => put(following, { act, arrival, about, author, ...under, type, sent }))),
      ...waiting,
    ],
    rings: [alertsBell],
  }
}

/** `unfitAlert` lets nothing else through. */
function typeOf({ msgType }: CapAlert): 'Alert' | 'Update' | 'Cancel' {
  return msgType === 'Update' || msgType === 'Cancel' ? msgType : 'Alert'
}

/** Of several blocks the most pressing counts. */
function worstOf({ info = [] }: CapAlert): Pick<CapInfo, 'urgency' | 'severity'> {
  return {
    urgency: capWords.urgency.find((word) => info.some(({ urgency }) => urgency === word)) ?? 'Unknown',
    severity: capWords.severity.find((word) => info.some(({ severity }) => severity === word)) ?? 'Unknown',
  }
}

interface Reply {
  readonly act: AlertAnswer['act']
  readonly outcome: 'seen' | AlertAnswer['outcome']
  readonly note?: string
}

function reply({ act: { id: act, said }, arrival, arrivedAt }: Arrived, body: Reply): Projected {
  const { author, officers, at, label } = said
  const { level, category, exercise = '' } = label
  const row = { about: body.act, author, level, category, exercise, act, arrival, outcome: body.outcome, at }
  const whole = { ...row, desk: officers.at(-1) ?? null, note: body.note ?? null, arrived_at: arrivedAt }
  if (body.outcome === 'seen') return { changes: earliest({ ...whole, part: 'seen' }) }
  return {
    rings: [alertsBell],
    changes: [...earliest({ ...whole, part: 'first' }), ...latest({ ...whole, part: 'last' })],
  }
}

/** Whichever is written first, the row with the lowest arrival stays, or that with the highest: a rebuild gives the same. */
const earliest = (row: Row<typeof replies>): readonly Change[] => [
  keep(replies, row),
  update(replies, { ...keyOf(row), arrival: { gt: row.arrival } }, row),
]
const latest = (row: Row<typeof replies>): readonly Change[] => [
  keep(replies, row),
  update(replies, { ...keyOf(row), arrival: { lt: row.arrival } }, row),
]

const keyOf = ({ about, author, level, category, exercise, part }: Row<typeof replies>) =>
  ({ about, author, level, category, exercise, part }) as const
