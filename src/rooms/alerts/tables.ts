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
    type: text<'Update' | 'Cancel'>(),
    sent: instant(),
  },
  ['act', 'about'],
)

/** What addressees said of an alert: that an officer has opened it, or what they make of it. */
export const answers = table(
  'alerts.answer',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    about: text<ActId>(),
    author: text<Party>(),
    desk: nullable(text<Desk>()),
    level: text(),
    category: text(),
    outcome: text<'seen' | AlertOutcome>(),
    note: nullable(text()),
    at: instant(),
    arrived_at: instant(),
  },
  ['act'],
)
