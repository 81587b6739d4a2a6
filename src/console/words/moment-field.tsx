import { parseInstant } from '#kernel/instant.ts'
import { useState } from 'react'
import { utcText } from './moment.tsx'
import { useWords } from './say.tsx'

const shape = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::00)?Z?)?$/u

/** `2026-11-21` or `2026-11-21 18:05Z`, always UTC; `undefined` for what is no moment. */
export function momentIn(text: string): string | undefined {
  const [, day, time = '00:00'] = shape.exec(text.trim()) ?? []
  return day === undefined ? undefined : parseInstant(`${day}T${time}:00.000Z`)
}

const shown = (at: string | undefined): string => (at === undefined ? '' : utcText(at).replace(/ 00:00Z$/u, ''))

/** A text that is being written, and the value that it was last told. */
export interface Writing {
  readonly text: string
  readonly value: string | undefined
  /** What was asked for and has not come back as the value yet. */
  readonly asked: readonly (string | undefined)[]
}

export const begun = (value: string | undefined): Writing => ({ text: shown(value), value, asked: [] })

export function written({ value, asked }: Writing, text: string): Writing {
  const at = momentIn(text)
  const last = asked.length === 0 ? value : asked.at(-1)
  return { text, value, asked: at === last ? asked : [...asked, at] }
}

/** A value that was asked for leaves the text as it is being written; one that comes from elsewhere stands in its place. */
export function renewed(writing: Writing, value: string | undefined): Writing {
  if (value === writing.value) return writing
  const place = writing.asked.lastIndexOf(value)
  return place < 0 ? begun(value) : { ...writing, value, asked: writing.asked.slice(place + 1) }
}

interface MomentFieldProps {
  readonly label: string
  readonly value: string | undefined
  readonly onChange: (at: string | undefined) => void
}

/** A moment as a text, as it stands on records: no picker that shows another calendar. What is no moment is told so and asks for nothing. */
export function MomentField({ label, value, onChange }: MomentFieldProps) {
  const { say } = useWords()
  const [kept, keep] = useState(() => begun(value))
  const writing = renewed(kept, value)
  if (writing !== kept) keep(writing)
  const { text } = writing
  const isWrong = text.trim() !== '' && momentIn(text) === undefined
  return (
    <label>
      {label}
      <input
        type="text"
        dir="ltr"
        className="moment-field"
        inputMode="numeric"
        spellCheck={false}
        placeholder="2026-11-21 18:05Z"
        ref={(input) => input?.setCustomValidity(isWrong ? say('moment.wrong') : '')}
        aria-invalid={isWrong}
        value={text}
        onChange={(event) => {
          const given = event.target.value
          keep(written(writing, given))
          onChange(momentIn(given))
        }}
      />
    </label>
  )
}
