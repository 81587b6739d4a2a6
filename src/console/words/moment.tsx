import { epochMsOf, parseInstant } from '#kernel/instant.ts'
import { localeOf } from '#kernel/message.ts'
import { useWords } from './say.tsx'

/** `2026-11-22 12:47Z`: how moments stand on records, in every language. */
export const utcText = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)}Z`

/** The same moment by the clock of this place: Gregorian, digits 0 to 9, with its zone. */
export function localText(at: string, tag: string): string {
  const instant = parseInstant(at)
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
  const { tag } = useWords()
  return (
    <time className="moment" dateTime={at} title={localText(at, tag)}>
      {utcText(at)}
    </time>
  )
}

/** UTC with the local time beside it, where there is room for both. */
export function FullMoment({ at }: { readonly at: string }) {
  const { tag } = useWords()
  return (
    <span>
      <time className="moment" dateTime={at}>
        {utcText(at)}
      </time>{' '}
      <bdi className="beside">{localText(at, tag)}</bdi>
    </span>
  )
}
