import { parseInstant } from '#kernel/instant.ts'
import { useState } from 'react'
import { utcText } from './moment.tsx'

const shape = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::00)?Z?)?$/u

/** `2026-11-21` or `2026-11-21 18:05Z`, always UTC; `undefined` for what is no moment. */
export function momentIn(text: string): string | undefined {
  const [, day, time = '00:00'] = shape.exec(text.trim()) ?? []
  return day === undefined ? undefined : parseInstant(`${day}T${time}:00.000Z`)
}

const shown = (at: string): string => utcText(at).replace(/ 00:00Z$/u, '')

interface MomentFieldProps {
  readonly label: string
  readonly value: string | undefined
  readonly onChange: (at: string | undefined) => void
}

/** A moment as a text, as it stands on records: no picker that shows another calendar. What is no moment is told so and asks for nothing. */
export function MomentField({ label, value, onChange }: MomentFieldProps) {
  const [text, setText] = useState(value === undefined ? '' : shown(value))
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
        aria-invalid={isWrong}
        value={text}
        onChange={(event) => {
          const given = event.target.value
          setText(given)
          const at = momentIn(given)
          if (at !== undefined || given.trim() === '') onChange(at)
        }}
      />
    </label>
  )
}
