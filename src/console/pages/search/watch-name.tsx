import { useState } from 'react'
import { useWords } from '../../words/say.tsx'

interface Naming {
  readonly name: string
  readonly isBusy: boolean
  readonly keep: (name: string) => void
  readonly cancel: () => void
}

/** The field for a watch's name, when it is kept and when it is renamed. */
export function WatchName({ name, isBusy, keep, cancel }: Naming) {
  const { say } = useWords()
  const [text, setText] = useState(name.slice(0, 80))
  return (
    <form
      className="question"
      onSubmit={(event) => {
        event.preventDefault()
        keep(text.trim())
      }}
      onKeyDown={(event) => {
        if (event.code === 'Escape') cancel()
      }}
    >
      <input
        type="text"
        dir="auto"
        required
        autoFocus
        maxLength={80}
        pattern=".*\S.*"
        aria-label={say('watch.name')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="primary" disabled={isBusy}>
        {say('watch.keep')}
      </button>
      <button type="button" onClick={cancel}>
        {say('frame.cancel')}
      </button>
    </form>
  )
}
