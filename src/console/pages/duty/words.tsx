import type { Addressee, Alert } from '../../api/alerts.ts'
import { ShapedWord, type Look } from '../../ui/shaped-word.tsx'
import { useMsTo } from './countdown.tsx'
import { useWords } from '../../words/say.tsx'

/** How severe, on a plate of its own: word, bars and colour say the same. */
export function Severity({ alert: { severity, state } }: { readonly alert: Pick<Alert, 'severity' | 'state'> }) {
  const { say } = useWords()
  return (
    <span className="severity" data-severity={severity} data-is-over={state !== 'live'}>
      {say(`cap.severity.${severity}`)}
    </span>
  )
}

const states: Readonly<Record<Alert['state'], Look>> = {
  live: ['alert', 'stop'],
  updated: ['swap', 'gone'],
  cancelled: ['cross', 'gone'],
  expired: ['clock', 'gone'],
  untrusted: ['alert', 'stop'],
}

export function AlertState({ state }: { readonly state: Alert['state'] }) {
  const { say } = useWords()
  return <ShapedWord look={states[state]} word={say(`duty.alert.${state}`)} />
}

/** What is not real, in the words of every language: whoever looks over a shoulder sees it too. */
export function DrillWord({ alert: { status, exercise } }: { readonly alert: Pick<Alert, 'status' | 'exercise'> }) {
  const { say } = useWords()
  if (status === 'Actual') return null
  return (
    <p className="drill">
      {say(`duty.drill.${status}`)}
      {status === 'Exercise' && (
        <>
          {' · '}
          <bdi>{exercise}</bdi>
        </>
      )}
    </p>
  )
}

/** What people of a party said; what its machine confirmed is another thing. */
export function PersonWord({ view }: { readonly view: Addressee }) {
  const { say } = useWords()
  const isLate = useMsTo(view.clock.dueAt) < 0
  const [name, look] = personOf(view, isLate)
  return <ShapedWord look={look} word={say(`duty.person.${name}`)} />
}

function personOf({ answer, seenAt, clock }: Addressee, isLate: boolean): readonly [string, Look] {
  if (answer === 'accepted') return ['accepted', ['check', 'calm']]
  if (answer === 'rejected') return ['rejected', ['cross', 'stop']]
  if (clock.state === 'closed') return ['unanswered', ['dash', 'gone']]
  if (clock.state === 'overdue' || isLate) return ['noReply', ['alert', 'stop']]
  return seenAt === undefined ? ['unseen', ['clock', 'wait']] : ['seen', ['book', 'wait']]
}

/** Whose turn it is on the ladder, in the reader's words where the coalition uses the usual ones. */
export function useStep(): (step: string) => string {
  const { word } = useWords()
  return (step) => word('duty.step', step)
}
