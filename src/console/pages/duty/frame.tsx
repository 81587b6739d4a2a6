import { useWords } from '../../words/say.tsx'
import { PartFrame } from '../part-frame.tsx'

const parts = [
  ['/duty', 'board'],
  ['/duty/desks', 'desks'],
  ['/duty/checks', 'checks'],
  ['/duty/calls', 'calls'],
] as const

/** The sides of the duty desk. */
export function DutyFrame() {
  const { say } = useWords()
  return (
    <PartFrame
      title={say('place.duty')}
      label={say('duty.tabs')}
      parts={parts.map(([to, name]) => ({ to, name: say(`duty.tab.${name}`) }))}
      begins={{ to: '/duty/warn', name: say('duty.warn.title'), action: 'alerts.send' }}
    />
  )
}
