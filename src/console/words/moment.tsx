import { epochMsOf, parseInstant } from '#kernel/instant.ts'
import { localeOf } from '#kernel/message.ts'
import { useDrawn } from '../browser/drawn.ts'
import { useWords } from './say.tsx'

/** `2026-11-22 12:47Z`: how moments stand on records, in every language. */
export const utcText = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)}Z`

/**
 * The same moment by the clock of this place: Gregorian, digits 0 to 9, with its zone. The words of zones are slow to come by: they stand there
 * once the first screen does.
 */
export function useLocalText(at: string): string {
  const { tag } = useWords()
  const isDrawn = useDrawn()
  const instant = isDrawn ? parseInstant(at) : undefined
  return instant === undefined ? '' : formatOf(tag).format(epochMsOf(instant))
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(tag: string): Intl.DateTimeFormat {
  const ready = formats.get(tag) ?? new Intl.DateTimeFormat(localeOf(tag), shape)
  formats.set(tag, ready)
  return ready
}

const shape = {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
  hourCycle: 'h23',
} as const

/** A moment of the record: UTC, and the local time as a hint. */
export function Moment({ at }: { readonly at: string }) {
  return (
    <time className="moment" dateTime={at} title={useLocalText(at)}>
      {utcText(at)}
    </time>
  )
}

/** UTC with the local time beside it, where there is room for both. */
export function FullMoment({ at }: { readonly at: string }) {
  return (
    <span>
      <time className="moment" dateTime={at}>
        {utcText(at)}
      </time>{' '}
      <bdi className="beside">{useLocalText(at)}</bdi>
    </span>
  )
}
