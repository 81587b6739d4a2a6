import { parseInstant } from '#kernel/instant.ts'
import { dateText } from '#protocol/agreement/day.ts'
import { useLocalText, utcText } from './moment.tsx'

/** `2026-11-22`: the day that has the moment where days are counted for an agreement; the moment itself in UTC and local time as a hint. */
export function Day({ at, offset }: { readonly at: string; readonly offset: string }) {
  const local = useLocalText(at)
  const instant = parseInstant(at)
  return (
    <time className="moment" dateTime={at} title={`${utcText(at)} · ${local}`}>
      {instant === undefined ? at : dateText(instant, offset)}
    </time>
  )
}
