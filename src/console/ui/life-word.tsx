import { useWords } from '../words/say.tsx'

/** Where an agreement, or a state under it, stands: a word and a shape. */
const looks = {
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
} as const satisfies Record<string, readonly [keyof typeof shapes, string]>

const shapes = {
  seal: 'M8 2a6 6 0 100 12A6 6 0 008 2zM5.2 8.2l2 2 3.6-4',
  clock: 'M8 2a6 6 0 100 12A6 6 0 008 2zM8 4.5V8l2.5 1.5',
  half: 'M8 2a6 6 0 100 12A6 6 0 008 2zM8 2v12M8 5l4 3-4 3',
  pen: 'M3 13l1-4 7-7 3 3-7 7zM9.5 3.5l3 3',
  page: 'M4 2h5l3 3v9H4zM9 2v3h3',
  dash: 'M4 8h8',
  pause: 'M5.5 3v10M10.5 3v10',
  back: 'M6 4L2.5 7.5 6 11M2.5 7.5H10a3.5 3.5 0 010 7H7',
  cross: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
} as const

/** `list`: the words it is taken from, `agreement.life` of an agreement, `agreement.party` of a state. */
export function LifeWord({ list, name }: { readonly list: string; readonly name: string }) {
  const { word } = useWords()
  const [shape, mood] = Object.hasOwn(looks, name) ? looks[name as keyof typeof looks] : (['dash', 'wait'] as const)
  return (
    <span className="state" data-mood={mood}>
      <svg viewBox="0 0 16 16" aria-hidden="true" className="state-shape">
        <path d={shapes[shape]} />
      </svg>
      {word(list, name)}
    </span>
  )
}
