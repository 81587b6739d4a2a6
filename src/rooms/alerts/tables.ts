import type { ActId, Desk } from '#protocol/act/statement.ts'
import type { AlertOutcome } from '#protocol/acts/alert-answer.ts'
import type { CapAlert } from '#protocol/cap/alert.ts'
import type { CapWord } from '#protocol/cap/words.ts'
import type { Party } from '#protocol/identity/party.ts'
import { instant, int, json, nullable, table, text } from '#platform/db/table.ts'

/** Alerts, updates and cancellations that we sent or were sent. */
export const alerts = table(
  'alerts.alert',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    author: text<Party>(),
    level: text(),
    category: text(),
    /** Name of the exercise, `test` for a test, empty for what is real. */
    exercise: text(),
    type: text<'Alert' | 'Update' | 'Cancel'>(),
    sent: instant(),
    /** When its last block ends; a cancellation ends nothing of its own. */
    expires: nullable(instant()),
    urgency: text<CapWord<'urgency'>>(),
    severity: text<CapWord<'severity'>>(),
    alert: json<CapAlert & Readonly<Record<string, unknown>>>(),
  },
  ['act'],
)

/** What takes the place of an alert, or ends it, as its author says under its own level and category. */
export const following = table(
  'alerts.following',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    about: text<ActId>(),
    author: text<Party>(),
    level: text(),
    category: text(),
    exercise: text(),
    type: text<'Update' | 'Cancel'>(),
    sent: instant(),
  },
  ['act', 'about'],
)

/**
 * What a party said of an alert under one label: the first time that an officer had opened it, its first answer and its last. However often it speaks,
 * more is not kept here.
 */
export const replies = table(
  'alerts.reply',
  'projection',
  {
    about: text<ActId>(),
    author: text<Party>(),
    level: text(),
    category: text(),
    exercise: text(),
    part: text<'seen' | 'first' | 'last'>(),
    act: text<ActId>(),
    arrival: int(),
    desk: nullable(text<Desk>()),
    outcome: text<'seen' | AlertOutcome>(),
    note: nullable(text()),
    at: instant(),
    arrived_at: instant(),
  },
  ['about', 'author', 'level', 'category', 'exercise', 'part'],
)

/**
 * Rungs of the ladder that were reached, each once whatever became of it since: that a party's answer was overdue from `due_at` on and whose turn it was,
 * noted here at `at`. Rung 0: another's alert came. `place`: in which order they were noted.
 */
export const steps = table(
  'alerts.step',
  'books',
  {
    act: text<ActId>(),
    party: text<Party>(),
    rung: int(),
    step: text(),
    due_at: instant(),
    at: instant(),
    place: int(),
    level: text(),
    category: text(),
    exercise: text(),
  },
  ['act', 'party', 'rung'],
)

/** Alerts from outside that this house took over, each once under a label. `reference`: which message it was (CAP 1.2, 3.2.1). */
export const imports = table(
  'alerts.import',
  'books',
  {
    reference: text(),
    level: text(),
    category: text(),
    exercise: text(),
    sender: text(),
    /** Whose certificate its signature was verified by. */
    signer: nullable(text()),
    act: text<ActId>(),
  },
  ['reference', 'level', 'category', 'exercise'],
)

/** What goes out of the node, per way out: the log of it, which the operator reads. `next_at`: not tried before; of what is being tried, when another may. */
export const outgoing = table(
  'alerts.outgoing',
  'books',
  {
    adapter: text(),
    id: text(),
    type: text(),
    at: instant(),
    subject: text<ActId>(),
    data: json<Readonly<Record<string, string | number>>>(),
    state: text<'waiting' | 'sent' | 'failed'>(),
    attempts: int(),
    next_at: instant(),
    error: nullable(text()),
  },
  ['adapter', 'id'],
)
