import { useState } from 'react'

interface Draft<Text> {
  readonly draft: Text
  readonly write: (draft: Text) => void
  /** Empties the fields of what is signed by now; what was typed since stays. */
  readonly drop: (signed: Text) => void
}

/** What is typed into a form that stands ready for the next once one is signed. */
export function useDraft<Text>(empty: Text): Draft<Text> {
  const [draft, write] = useState(empty)
  const drop = (signed: Text) => write((now) => (Object.is(now, signed) ? empty : now))
  return { draft, write, drop }
}
