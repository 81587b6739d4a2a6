import { useWords } from '../words/say.tsx'
import { ShapedWord, type Look } from './shaped-word.tsx'

/** Where an agreement, or a state under it, stands. */
const looks: Readonly<Record<string, Look>> = {
  'in-force': ['seal', 'calm'],
  party: ['seal', 'calm'],
  awaiting: ['clock', 'wait'],
  contracting: ['clock', 'wait'],
  provisional: ['half', 'wait'],
  signed: ['pen', 'wait'],
  signatory: ['pen', 'wait'],
  adopted: ['page', 'wait'],
  none: ['dash', 'gone'],
  suspended: ['pause', 'stop'],
  left: ['back', 'gone'],
  ceased: ['cross', 'gone'],
  ended: ['cross', 'gone'],
}

/** `list`: the words it is taken from, `agreement.life` of an agreement, `agreement.party` of a state. */
export function LifeWord({ list, name }: { readonly list: string; readonly name: string }) {
  const { word } = useWords()
  const look = Object.hasOwn(looks, name) ? looks[name] : undefined
  return <ShapedWord look={look ?? ['dash', 'wait']} word={word(list, name)} />
}
