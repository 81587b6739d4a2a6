import { useWords } from '../words/say.tsx'
import { ShapedWord, type Look } from './shaped-word.tsx'

/** One vocabulary of states. */
const looks: Readonly<Record<string, Look>> = {
  recorded: ['pen', 'wait'],
  included: ['book', 'wait'],
  witnessed: ['star', 'calm'],
  admitted: ['inbox', 'wait'],
  acknowledged: ['check', 'calm'],
  unrecorded: ['alert', 'stop'],
  untrusted: ['alert', 'stop'],
  recalled: ['back', 'gone'],
  corrected: ['swap', 'gone'],
  pending: ['clock', 'wait'],
  queued: ['clock', 'wait'],
  delivered: ['arrow', 'wait'],
  refused: ['cross', 'stop'],
  erased: ['back', 'gone'],
  withheld: ['cross', 'stop'],
  exercise: ['flag', 'drill'],
  test: ['flag', 'drill'],
}

export function StateWord({ state }: { readonly state: string }) {
  const { word } = useWords()
  const look = Object.hasOwn(looks, state) ? looks[state] : undefined
  return <ShapedWord look={look ?? ['clock', 'wait']} word={word('state', state)} />
}
