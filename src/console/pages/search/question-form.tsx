import { useState, type ReactNode } from 'react'

interface Props {
  /** What the field is named, which also stands in it while it is empty. */
  readonly name: string
  /** What the button says. */
  readonly go: string
  readonly given?: string | undefined
  readonly isFirst?: boolean
  readonly ask: (text: string) => void
  /** What else is asked, beside a text that may not have been asked yet. */
  readonly more?: (text: string) => ReactNode
}

/** Where a question is typed, and what asks it. */
export function QuestionForm({ name, go, given = '', isFirst = false, ask, more }: Props) {
  const [typed, setTyped] = useState(given)
  const text = typed.trim()
  return (
    <form
      role="search"
      className="question"
      onSubmit={(event) => {
        event.preventDefault()
        ask(text)
      }}
    >
      <input
        type="search"
        dir="auto"
        autoFocus={isFirst}
        maxLength={500}
        aria-label={name}
        placeholder={name}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {more?.(text)}
      <button type="submit" className="primary">
        {go}
      </button>
    </form>
  )
}
