import type { UseMutationResult } from '@tanstack/react-query'
import { useState } from 'react'
import { useWords } from '../words/say.tsx'
import { ProblemNote } from './problem-note.tsx'

interface AskedProps {
  readonly deed: UseMutationResult<unknown, Error, void>
  readonly begin: string
  readonly yes: string
  /** What it would do, where that does not stand beside it already. */
  readonly what?: string
  /** What the first button is called, where its text alone does not say. */
  readonly name?: string
  readonly isDone?: boolean
}

/** Something that works at once and stops others: it is asked twice. */
export function AskedTwice({ deed, begin, yes, what, name, isDone = false }: AskedProps) {
  const { say } = useWords()
  const [isAsking, setAsking] = useState(false)
  return (
    <div className="row-action">
      {isAsking ? (
        <>
          {what !== undefined && <p>{what}</p>}
          <span className="buttons">
            <button
              type="button"
              className="danger"
              disabled={deed.isPending}
              onClick={() => deed.mutate(undefined, { onSettled: () => setAsking(false) })}
            >
              {yes}
            </button>
            <button type="button" onClick={() => setAsking(false)}>
              {say('frame.cancel')}
            </button>
          </span>
        </>
      ) : (
        <button type="button" disabled={isDone} onClick={() => setAsking(true)} aria-label={name}>
          {begin}
        </button>
      )}
      <ProblemNote error={deed.error} />
    </div>
  )
}
