import { parseInstant } from '#kernel/instant.ts'
import { dateText } from '#protocol/agreement/day.ts'
import { localText, utcText } from './moment.tsx'
import { useWords } from './say.tsx'

/** `2026-11-22`: the day that has the moment where days are counted for an agreement; the moment itself in UTC and local time as a hint. */
export function Day({ at, offset }: { readonly at: string; readonly offset: string }) {
  const { tag } = useWords()
  const instant = parseInstant(at)
  return (
    <time className="moment" dateTime={at} title={`${utcText(at)} · ${localText(at, tag)}`}>
      {instant === undefined ? at : dateText(instant, offset)}
    </time>
  )
}
