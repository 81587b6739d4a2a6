import type { AskedParty, Onward, RfiClock } from '../../api/consultation.ts'
import { ShapedWord, type Look } from '../../ui/shaped-word.tsx'
import { useWords } from '../../words/say.tsx'
import { lengthText, Running, useMsTo } from '../duty/countdown.tsx'
import { useStep } from '../duty/words.tsx'

const looks: Readonly<Record<string, Look>> = {
  sent: ['clock', 'wait'],
  acknowledged: ['book', 'wait'],
  accepted: ['check', 'calm'],
  clarification: ['pause', 'wait'],
  partial: ['half', 'wait'],
  answered: ['check', 'calm'],
  refused: ['cross', 'stop'],
  closed: ['dash', 'gone'],
  withdrawn: ['back', 'gone'],
}

/** How it stands between who asks and who is asked. */
export function RfiState({ state }: { readonly state: string }) {
  const { word } = useWords()
  return <ShapedWord look={looks[state] ?? ['clock', 'wait']} word={word('consult.state', state)} />
}

/** The clock of an answer. It stands still while a clarification is awaited; nothing once nobody waits. */
export function RfiDue({ view: { clock } }: { readonly view: AskedParty }) {
  const { say } = useWords()
  const stepWord = useStep()
  const hasPassed = useMsTo(clock.dueAt) < 0
  if (clock.state === 'done' || clock.state === 'closed') return null
  if (clock.state === 'stopped') {
    return (
      <span className="due">
        {say('consult.stopped')} <span className="running">{lengthText(clock.leftMs ?? 0)}</span>
      </span>
    )
  }
  return (
    <span className="due" data-is-late={hasPassed}>
      {say(hasPassed ? 'duty.overdue' : 'duty.due')} <Running at={clock.dueAt} />
      {clock.step !== undefined && (
        <span className="due-step">{say('duty.turn', { level: clock.level, step: stepWord(clock.step) })}</span>
      )}
    </span>
  )
}

/** How long there is, or since when not; what is left where it stands still; a dash where nobody waits. */
export function RfiTime({ clock }: { readonly clock: RfiClock | undefined }) {
  if (clock === undefined) return '–'
  if (clock.state === 'stopped') return <span className="running">‖ {lengthText(clock.leftMs ?? 0)}</span>
  return <Running at={clock.dueAt} />
}

const wordLooks: Readonly<Record<Onward['state'], Look>> = {
  asked: ['clock', 'wait'],
  granted: ['check', 'calm'],
  denied: ['cross', 'stop'],
  withdrawn: ['back', 'gone'],
}

/** What the owner of an answer says to its going on. */
export function OnwardState({ state }: { readonly state: Onward['state'] }) {
  const { say } = useWords()
  return <ShapedWord look={wordLooks[state]} word={say(`consult.onward.state.${state}`)} />
}
