import { useQuery } from '@tanstack/react-query'
import { charterQuery } from '../api/queries.ts'
import { useWords } from '../words/say.tsx'
import { useShownLevel } from './shown-levels.ts'

/** How high a level stands among those of the coalition, from 0; colours and bars follow the place, since the words are the coalition's. */
export function useRank(level: string): number {
  const { data } = useQuery(charterQuery)
  return Math.max(0, data?.levels.indexOf(level) ?? 0)
}

const ranks = [1, 2, 3] as const

/** The level of a thing on its black plate: word, bars and colour say the same. While it stands on the screen the banner counts it. */
export function Marking({ level }: { readonly level: string }) {
  useShownLevel(level)
  return <Plate level={level} />
}

/** The same plate, of which the banner takes no note. */
export function Plate({ level }: { readonly level: string }) {
  const { word } = useWords()
  const rank = useRank(level)
  return (
    <span className="marking" data-rank={Math.min(rank, 3)}>
      <svg viewBox="0 0 14 10" aria-hidden="true" className="marking-bars">
        {ranks.map((at) => (
          <rect key={at} x={at * 5 - 5} y={9 - at * 3} width="3" height={at * 3} data-is-lit={rank >= at} />
        ))}
      </svg>
      {word('level', level)}
    </span>
  )
}
