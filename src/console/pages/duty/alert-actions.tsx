import { useMemo, useState } from 'react'
import { alertPath, type Alert } from '../../api/alerts.ts'
import { tell } from '../../api/ask.ts'
import { useKeys, type Keys } from '../../browser/keyboard.ts'
import { useSigned } from '../../frame/confirming.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { useWords } from '../../words/say.tsx'

const answers = { accept: 'accepted', reject: 'rejected' } as const
type Answer = keyof typeof answers

/** What may be done with an alert. A key opens the answer, with a note; Enter signs it. */
export function AlertActions({ alert }: { readonly alert: Alert }) {
  const [wish, setWish] = useState<Answer>()
  const may = (name: string): boolean => alert.actions?.[name]?.allowed === true
  const [mayAccept, mayReject] = [may('accept'), may('reject')]
  const keys = useMemo(
    (): Keys => ({
      ...(mayAccept ? { KeyA: () => setWish('accept') } : {}),
      ...(mayReject ? { KeyR: () => setWish('reject') } : {}),
    }),
    [mayAccept, mayReject],
  )
  useKeys(keys)
  return (
    <div className="actions">
      {wish === undefined || !may(wish) ? (
        <>
          <AnswerButton alert={alert} name="accept" ask={setWish} />
          <AnswerButton alert={alert} name="reject" ask={setWish} />
        </>
      ) : (
        <AnswerForm key={wish} alert={alert} wish={wish} end={() => setWish(undefined)} />
      )}
    </div>
  )
}

interface ButtonProps {
  readonly alert: Alert
  readonly name: Answer
  readonly ask: (name: Answer) => void
}

/** A button, or the reason why there is none, in the words of the rule that refuses. */
function AnswerButton({ alert, name, ask }: ButtonProps) {
  const { say, refusal } = useWords()
  const action = alert.actions?.[name]
  if (action === undefined) return null
  const why = action.refusal === undefined ? undefined : refusal(action.refusal).sentence
  return (
    <span className="action">
      <button
        type="button"
        className={name === 'accept' ? 'primary' : undefined}
        disabled={!action.allowed}
        aria-keyshortcuts={name === 'accept' ? 'A' : 'R'}
        aria-describedby={why === undefined ? undefined : `why-${name}`}
        onClick={() => ask(name)}
      >
        {say(`duty.answer.${name}`)}
      </button>
      {why !== undefined && name === 'accept' && (
        <span id={`why-${name}`} className="hint">
          {why}
        </span>
      )}
    </span>
  )
}

interface FormProps {
  readonly alert: Alert
  readonly wish: Answer
  readonly end: () => void
}

/** Nothing is shown as answered before the node has said so. */
function AnswerForm({ alert, wish, end }: FormProps) {
  const { say } = useWords()
  const [note, setNote] = useState('')
  const body = { outcome: answers[wish], ...(note.trim() === '' ? {} : { note: note.trim() }) }
  const answering = useSigned(() => tell(`${alertPath(alert.act)}/answer`, { method: 'POST', body }), { done: end })
  return (
    <form
      className="answer-form"
      onSubmit={(event) => {
        event.preventDefault()
        answering.mutate()
      }}
      onKeyDown={(event) => {
        if (event.code === 'Escape') end()
      }}
    >
      <label className="note">
        {say(`duty.noteFor.${wish}`, { author: alert.author })}
        <input
          dir="auto"
          maxLength={300}
          autoFocus
          required={wish === 'reject'}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </label>
      <ProblemNote error={answering.error} />
      <p className="buttons">
        <button type="submit" className={wish === 'accept' ? 'primary' : 'danger'} disabled={answering.isPending}>
          {say(`duty.sign.${wish}`)}
        </button>
        <button type="button" onClick={end}>
          {say('frame.cancel')}
        </button>
      </p>
    </form>
  )
}
