const shapes = {
  pen: 'M3 13l1-4 7-7 3 3-7 7zM9.5 3.5l3 3',
  page: 'M4 2h5l3 3v9H4zM9 2v3h3',
  book: 'M3 3h4.5v10H3zM8.5 3H13v10H8.5z',
  star: 'M8 2l1.8 1.5 2.3-.2.4 2.3 1.9 1.3-1 2.1 1 2.1-1.9 1.3-.4 2.3-2.3-.2L8 16l-1.8-1.5-2.3.2-.4-2.3-1.9-1.3 1-2.1-1-2.1 1.9-1.3.4-2.3 2.3.2zM5.5 9l1.8 1.8 3.2-3.4',
  seal: 'M8 2a6 6 0 100 12A6 6 0 008 2zM5.2 8.2l2 2 3.6-4',
  inbox: 'M2 9l2-6h8l2 6v4H2zM2 9h3.5l1 2h3l1-2H14',
  check: 'M2.5 8.5l3.5 3.5 7.5-8',
  alert: 'M8 2l6.5 11.5h-13zM8 6.5v3.5M8 11.7v.3',
  back: 'M6 4L2.5 7.5 6 11M2.5 7.5H10a3.5 3.5 0 010 7H7',
  swap: 'M3 5h9l-2.5-2.5M13 11H4l2.5 2.5',
  clock: 'M8 2a6 6 0 100 12A6 6 0 008 2zM8 4.5V8l2.5 1.5',
  half: 'M8 2a6 6 0 100 12A6 6 0 008 2zM8 2v12M8 5l4 3-4 3',
  arrow: 'M2 8h11M9 4l4 4-4 4',
  flag: 'M4 14.5V2M4 2.5h8.5l-2 3 2 3H4',
  dash: 'M4 8h8',
  pause: 'M5.5 3v10M10.5 3v10',
  cross: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
} as const

/** A shape and a mood. `calm`: nothing to do; `wait`: on its way; `stop`: look; `gone`: over; `drill`: not real. */
export type Look = readonly [shape: keyof typeof shapes, mood: 'calm' | 'wait' | 'stop' | 'gone' | 'drill']

/** Where something stands: a word with a shape beside it, since colour alone says nothing. */
export function ShapedWord({ look: [shape, mood], word }: { readonly look: Look; readonly word: string }) {
  return (
    <span className="state" data-mood={mood}>
      <svg viewBox="0 0 16 16" aria-hidden="true" className="state-shape">
        <path d={shapes[shape]} />
      </svg>
      {word}
    </span>
  )
}
