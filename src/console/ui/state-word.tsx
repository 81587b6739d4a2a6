import { useWords } from '../words/say.tsx'

/** One vocabulary of states, each a word and a shape: colour alone says nothing. `calm`: nothing to do; `wait`: on its way; `stop`: look; `drill`: not real. */
const looks = {
  recorded: ['pen', 'wait'],
  included: ['book', 'wait'],
  witnessed: ['seal', 'calm'],
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
} as const satisfies Record<string, readonly [keyof typeof shapes, string]>

const shapes = {
  pen: 'M3 13l1-4 7-7 3 3-7 7zM9.5 3.5l3 3',
  book: 'M3 3h4.5v10H3zM8.5 3H13v10H8.5z',
  seal: 'M8 2l1.8 1.5 2.3-.2.4 2.3 1.9 1.3-1 2.1 1 2.1-1.9 1.3-.4 2.3-2.3-.2L8 16l-1.8-1.5-2.3.2-.4-2.3-1.9-1.3 1-2.1-1-2.1 1.9-1.3.4-2.3 2.3.2zM5.5 9l1.8 1.8 3.2-3.4',
  inbox: 'M2 9l2-6h8l2 6v4H2zM2 9h3.5l1 2h3l1-2H14',
  check: 'M2.5 8.5l3.5 3.5 7.5-8',
  alert: 'M8 2l6.5 11.5h-13zM8 6.5v3.5M8 11.7v.3',
  back: 'M6 4L2.5 7.5 6 11M2.5 7.5H10a3.5 3.5 0 010 7H7',
  swap: 'M3 5h9l-2.5-2.5M13 11H4l2.5 2.5',
  clock: 'M8 2a6 6 0 100 12A6 6 0 008 2zM8 4.5V8l2.5 1.5',
  arrow: 'M2 8h11M9 4l4 4-4 4',
  flag: 'M4 14.5V2M4 2.5h8.5l-2 3 2 3H4',
  cross: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
} as const

export function StateWord({ state }: { readonly state: string }) {
  const { word } = useWords()
  const [shape, mood] = Object.hasOwn(looks, state) ? looks[state as keyof typeof looks] : (['clock', 'wait'] as const)
  return (
    <span className="state" data-mood={mood}>
      <svg viewBox="0 0 16 16" aria-hidden="true" className="state-shape">
        <path d={shapes[shape]} />
      </svg>
      {word('state', state)}
    </span>
  )
}
