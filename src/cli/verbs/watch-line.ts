import type { Session } from '../session.ts'
import { harmless } from '../width.ts'
import { drillWord, shortAct, shortInstant } from '../words.ts'
import type { Alert } from './alert-answers.ts'
import { graveTones } from './alert-show.ts'

/** What happened to an alert. */
export interface Happened {
  readonly event: 'alert' | 'cancelled' | 'answered' | 'overdue'
  readonly party?: string
  readonly step?: string
  readonly rung?: number
  readonly dueAt?: string
}

/** How much of what was said is remembered: more than a board shows. */
const mostSeen = 5000

/** What was said already. */
export class Seen {
  readonly #keys = new Set<string>()

  /** Whether it is new; from now on it is not. */
  add(key: string): boolean {
    if (this.#keys.has(key)) return false
    this.#keys.add(key)
    const [oldest] = this.#keys
    if (this.#keys.size > mostSeen && oldest !== undefined) this.#keys.delete(oldest)
    return true
  }
}

interface Telling {
  readonly happened: Happened
  readonly self: string
  readonly seen: Seen
  readonly bell: boolean
}

/** One line, for a person or as JSON, and a bell where somebody is to do something: another's alert that is live, and an answer that is late. */
export function tell(session: Session, alert: Alert, { happened, self, seen, bell }: Telling): void {
  const { io, out } = session
  const { event, party = '', rung = 0 } = happened
  const answer = event === 'answered' ? (alert.parties[party]?.answer ?? '') : ''
  if (!seen.add([event, alert.act, party, rung, answer].join(' '))) return
  if (out.isJson)
    return out.line(JSON.stringify({ ...happened, ...(answer === '' ? {} : { answer }), ...factsOf(alert) }))
  out.line(lineOf(session, alert, happened))
  const isForUs = event === 'overdue' || (event === 'alert' && alert.author !== self)
  if (isForUs && bell && alert.state === 'live' && alert.status !== 'Test' && io.stderr.isTerminal)
    io.stderr.write('\u0007')
}

function factsOf({ act, author, title, state, status, exercise, urgency, severity, sent }: Alert) {
  return { act, author, title, state, status, ...(exercise === undefined ? {} : { exercise }), urgency, severity, sent }
}

function lineOf({ out, say, io }: Session, alert: Alert, { event, party = '', step = '', dueAt }: Happened): string {
  const { act, author, title, severity, urgency, state, exercise } = alert
  const isLive = state === 'live' && event !== 'cancelled'
  const words = {
    alert: () =>
      say('cli.watch.alert', {
        author,
        severity: say(`cap.severity.${severity}`),
        urgency: say(`cap.urgency.${urgency}`),
      }),
    cancelled: () => say('cli.watch.cancelled', { author }),
    answered: () => say('cli.watch.answered', { party, answer: alert.parties[party]?.answer ?? 'none' }),
    overdue: () => say('cli.watch.overdue', { party, step, due: shortInstant(dueAt) }),
  }
  const tone = !isLive ? 'dim' : event === 'answered' ? 'good' : event === 'overdue' ? 'bad' : graveTones[severity]
  const drill = exercise === undefined ? '' : `${out.tone('drill', drillWord(say, exercise))} `
  const at = out.tone('dim', shortInstant(io.clock.now()))
  return `${at} ${drill}${out.tone(tone, words[event]())}  ${harmless(title)}  ${out.tone('accent', shortAct(act))}`
}
