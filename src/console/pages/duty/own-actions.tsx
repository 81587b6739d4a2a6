import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { alertPath, type Alert } from '../../api/alerts.ts'
import { tell } from '../../api/ask.ts'
import { useSigned } from '../../frame/confirming.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { useWords } from '../../words/say.tsx'
import { fromAlert, writeWarn } from './warn-form.ts'

/** What its author may do: put another in its place, or end it. Neither has a key of its own. */
export function OwnActions({ alert }: { readonly alert: Alert }) {
  const { say, refusal } = useWords()
  const navigate = useNavigate()
  const dialog = useRef<HTMLDialogElement>(null)
  const { update, cancel } = alert.actions ?? {}
  if (update === undefined || cancel === undefined) return null
  const why = cancel.refusal === undefined ? undefined : refusal(cancel.refusal).sentence
  return (
    <div className="actions">
      <button
        type="button"
        disabled={!update.allowed}
        aria-describedby={why === undefined ? undefined : 'why-own'}
        onClick={() => {
          writeWarn(fromAlert(alert))
          void navigate({ to: '/duty/warn' })
        }}
      >
        {say('duty.own.update')}
      </button>
      <button
        type="button"
        disabled={!cancel.allowed}
        aria-describedby={why === undefined ? undefined : 'why-own'}
        onClick={() => dialog.current?.showModal()}
      >
        {say('duty.own.cancel')}
      </button>
      {why !== undefined && (
        <span id="why-own" className="hint">
          {why}
        </span>
      )}
      <dialog ref={dialog} className="dialog" aria-labelledby="cancel-title">
        <CancelForm alert={alert} end={() => dialog.current?.close()} />
      </dialog>
    </div>
  )
}

function CancelForm({ alert, end }: { readonly alert: Alert; readonly end: () => void }) {
  const { say } = useWords()
  const [note, setNote] = useState('')
  const cancelling = useSigned(() => tell(`${alertPath(alert.act)}/cancel`, { method: 'POST', body: { note } }), {
    done: end,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        cancelling.mutate()
      }}
    >
      <h2 id="cancel-title">{say('duty.own.cancelTitle')}</h2>
      <p>{say('duty.own.cancelWhat', { parties: alert.audience.join(', ') })}</p>
      <ProblemNote error={cancelling.error} />
      <label>
        {say('duty.own.cancelReason')}
        <input dir="auto" required maxLength={300} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
      <p className="buttons">
        <button type="submit" className="danger" disabled={cancelling.isPending}>
          {say('duty.own.cancelSign')}
        </button>
        <button type="button" onClick={end}>
          {say('frame.cancel')}
        </button>
      </p>
    </form>
  )
}
