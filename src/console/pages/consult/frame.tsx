import { useWords } from '../../words/say.tsx'
import { PartFrame } from '../part-frame.tsx'

const parts = [
  ['/consult', 'requests'],
  ['/consult/onward', 'onward'],
] as const

/** The sides of consultation. */
export function ConsultFrame() {
  const { say } = useWords()
  return (
    <PartFrame
      title={say('place.consult')}
      label={say('consult.parts')}
      parts={parts.map(([to, name]) => ({ to, name: say(`consult.part.${name}`) }))}
      begins={{ to: '/consult/ask', name: say('consult.ask.title'), action: 'consultation.send' }}
    />
  )
}
