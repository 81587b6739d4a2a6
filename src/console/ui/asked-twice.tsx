import type { UseMutationResult } from '@tanstack/react-query'
import { useState, type ComponentType } from 'react'
import { useWords } from '../words/say.tsx'
import { ProblemNote } from './problem-note.tsx'

type Deed = UseMutationResult<unknown, Error, void>

interface AskedProps {
  readonly deed: Deed
  readonly begin: string
  readonly yes: string
  /** What stops nothing, and may be chosen in its place. */
  readonly milder?: { readonly deed: Deed; readonly yes: string }
  /** What it would do, where that does not stand beside it already. */
  readonly what?: string
  /** What the first button is called, where its text alone does not say. */
  readonly name?: string
  readonly isDone?: boolean
  /** What shows why it did not come about. */
  readonly Problem?: ComponentType<{ readonly error: Error | null }>
}

/** Something that works at once and stops others: it is asked twice. */
export function AskedTwice(props: AskedProps) {
  const { deed, begin, yes, milder, what, name, isDone = false, Problem = ProblemNote } = props
  const { say } = useWords()
  const [isAsking, setAsking] = useState(false)
  const done = { onSettled: () => setAsking(false) }
  const isPending = deed.isPending || milder?.deed.isPending === true
  return (
    <div className="row-action">
      {isAsking ? (
        <>
          {what !== undefined && <p>{what}</p>}
          <span className="buttons">
            {milder !== undefined && (
              <button type="button" disabled={isPending} onClick={() => milder.deed.mutate(undefined, done)}>
                {milder.yes}
              </button>
            )}
            <button type="button" className="danger" disabled={isPending} onClick={() => deed.mutate(undefined, done)}>
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
      <Problem error={deed.error ?? milder?.deed.error ?? null} />
    </div>
  )
}
