import { epochMsOf, parseInstant } from '#kernel/instant.ts'
import { useNodeNow } from '../../api/node-now.ts'
import { utcText } from '../../words/moment.tsx'

const two = (value: number): string => String(value).padStart(2, '0')

/** `4:07`, `1:04:07`, `2d 03:12`: how long, as a clock shows it. */
export function lengthText(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000)
  const [minutes, hours, days] = [Math.floor(seconds / 60), Math.floor(seconds / 3600), Math.floor(seconds / 86_400)]
  if (days > 0) return `${days}d ${two(hours % 24)}:${two(minutes % 60)}`
  if (hours > 0) return `${hours}:${two(minutes % 60)}:${two(seconds % 60)}`
  return `${minutes}:${two(seconds % 60)}`
}

/** How long it is to a moment, or since, by the node's clock. */
export function useMsTo(at: string): number {
  const now = useNodeNow()
  const instant = parseInstant(at)
  return instant === undefined ? 0 : epochMsOf(instant) - now
}

/** That length as it runs. A screen reader is given the moment: a clock that speaks every second says nothing. */
export function Running({ at }: { readonly at: string }) {
  const ms = useMsTo(at)
  return (
    <time className="running" dateTime={at} title={utcText(at)}>
      {lengthText(ms)}
    </time>
  )
}
