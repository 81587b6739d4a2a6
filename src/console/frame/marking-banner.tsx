import { instantOf } from '#kernel/instant.ts'
import { useQuery } from '@tanstack/react-query'
import { charterQuery, doorQuery } from '../api/queries.ts'
import { useDrawn } from '../browser/drawn.ts'
import { useNow } from '../browser/now.ts'
import { useShownLevels } from '../ui/shown-levels.ts'
import { utcText } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'

interface PrintedProps {
  readonly party: string
  readonly desk: string
}

/** The foot of every printed page: marking again, who printed it and when. Nothing of it stands on a screen. */
export function PrintedFoot({ party, desk }: PrintedProps) {
  const { say } = useWords()
  const at = utcText(instantOf(useNow()))
  if (!useDrawn()) return null
  return (
    <footer className="print-foot">
      <Highest />
      <p>{say('frame.printed', { desk: `${party} · ${desk}`, at })}</p>
    </footer>
  )
}

/** The highest level of what stands on the screen: above the screen, and at the head and the foot of every printed page. */
export function MarkingBanner() {
  return (
    <div className="banner-row">
      <Highest />
    </div>
  )
}

function Highest() {
  const { say, word } = useWords()
  const isSignedIn = useQuery(doorQuery).data?.session !== undefined
  const { data } = useQuery({ ...charterQuery, enabled: isSignedIn })
  const shown = useShownLevels()
  const rank = Math.max(-1, ...shown.map((level) => data?.levels.indexOf(level) ?? -1))
  const level = data?.levels[rank]
  return (
    <p className="banner" data-rank={Math.min(Math.max(rank, 0), 3)} data-is-empty={level === undefined}>
      {level === undefined ? '' : say('frame.marking', { level: word('level', level) })}
    </p>
  )
}
