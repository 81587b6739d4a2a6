import type { ReactNode } from 'react'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { useWords } from '../../words/say.tsx'

interface SignFormProps {
  /** What the signature does. */
  readonly what?: string
  readonly sign: string
  readonly signing: { readonly mutate: () => void; readonly error: Error | null; readonly isPending: boolean }
  /** Without it the form is always there. */
  readonly end?: () => void
  readonly isGrave?: boolean
  readonly isReady?: boolean
  readonly children?: ReactNode
}

/** Something that is said under a signature: nothing is shown as said before the node has said so. */
export function SignForm(props: SignFormProps) {
  const { what, sign, signing, end, isGrave = false, isReady = true, children } = props
  const { say } = useWords()
  return (
    <form
      className="answer-form"
      onSubmit={(event) => {
        event.preventDefault()
        signing.mutate()
      }}
      onKeyDown={(event) => {
        if (event.code === 'Escape') end?.()
      }}
    >
      {what !== undefined && <p>{what}</p>}
      {children}
      <ProblemNote error={signing.error} />
      <p className="buttons">
        <button type="submit" className={isGrave ? 'danger' : 'primary'} disabled={signing.isPending || !isReady}>
          {sign}
        </button>
        {end !== undefined && (
          <button type="button" onClick={end}>
            {say('frame.cancel')}
          </button>
        )}
      </p>
    </form>
  )
}

interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly set: (value: string) => void
  readonly most: number
  readonly rows?: number
  readonly isRequired?: boolean
  /** Where writing begins. */
  readonly isFirst?: boolean
}

export function TextField(props: TextFieldProps) {
  const { label, value, set, most, rows = 2, isRequired = false, isFirst = false } = props
  return (
    <label className="note">
      {label}
      <textarea
        dir="auto"
        rows={rows}
        autoFocus={isFirst}
        required={isRequired}
        maxLength={most}
        value={value}
        onChange={(event) => set(event.target.value)}
      />
    </label>
  )
}
