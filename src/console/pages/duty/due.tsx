import type { Addressee } from '../../api/alerts.ts'
import { Running, useMsTo } from './countdown.tsx'
import { useWords } from '../../words/say.tsx'
import { isWaiting } from './order.ts'
import { useStep } from './words.tsx'

/** The clock of an answer: how long there is, how long it is overdue, whose turn it is then. Nothing once it is given or nobody waits. */
export function Due({ view: { clock }, view }: { readonly view: Addressee }) {
  const { say } = useWords()
  const stepWord = useStep()
  const isLate = useMsTo(clock.dueAt) < 0
  if (!isWaiting(view)) return null
  return (
    <span className="due" data-is-late={isLate}>
      {say(isLate ? 'duty.overdue' : 'duty.due')} <Running at={clock.dueAt} />
      {clock.step !== undefined && (
        <span className="due-step">{say('duty.turn', { level: clock.level, step: stepWord(clock.step) })}</span>
      )}
    </span>
  )
}
