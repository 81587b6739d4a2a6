import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { tell } from '../api/ask.ts'
import type { Report } from '../api/forms.ts'
import { useKeys, type Keys } from '../browser/keyboard.ts'
import { useSigned } from '../frame/confirming.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'

/** What may be done with a report. Where the node would refuse, the button says why before it is pressed. */
export function ReportActions({ report }: { readonly report: Report }) {
  const { say } = useWords()
  const client = useQueryClient()
  const [note, setNote] = useState<string>()
  const acknowledge = useMutation({
    mutationFn: () =>
      tell(pathOf(report, 'acknowledge'), {
        method: 'POST',
        body: note === undefined || note.trim() === '' ? {} : { note },
      }),
    onSuccess: () => {
      setNote(undefined)
      return client.invalidateQueries()
    },
  })
  const { mutate, isPending } = acknowledge
  const mayAcknowledge = report.actions?.acknowledge?.allowed === true
  const keys = useMemo(
    (): Keys => (mayAcknowledge && !isPending ? { KeyA: () => mutate() } : {}),
    [mayAcknowledge, isPending, mutate],
  )
  useKeys(keys)
  return (
    <div className="actions">
      <ActionButton
        report={report}
        name="acknowledge"
        isPrimary
        isBusy={acknowledge.isPending}
        run={() => acknowledge.mutate()}
      />
      {mayAcknowledge && note === undefined && (
        <button type="button" onClick={() => setNote('')}>
          {say('action.note')}
        </button>
      )}
      {mayAcknowledge && note !== undefined && (
        <label className="note">
          {say('action.noteLabel')}
          <input type="text" maxLength={500} autoFocus value={note} onChange={(event) => setNote(event.target.value)} />
        </label>
      )}
      <Recall report={report} />
      <ProblemNote error={acknowledge.error} />
      {report.state === 'acknowledged' && <p className="hint">{say('report.isAcknowledged')}</p>}
    </div>
  )
}

const pathOf = ({ act }: Report, verb: string): string => `/api/v1/shares/${encodeURIComponent(act)}/${verb}`

interface ButtonProps {
  readonly report: Report
  readonly name: 'acknowledge' | 'recall'
  readonly isPrimary?: boolean
  readonly isBusy: boolean
  readonly run: () => void
}

/** A button, or the reason why there is none, in the words of the rule that refuses. */
function ActionButton({ report, name, isPrimary = false, isBusy, run }: ButtonProps) {
  const { say, refusal } = useWords()
  const action = report.actions?.[name]
  if (action === undefined) return null
  const why = action.refusal === undefined ? undefined : refusal(action.refusal)
  return (
    <span className="action">
      <button
        type="button"
        className={isPrimary ? 'primary' : undefined}
        disabled={!action.allowed || isBusy}
        aria-describedby={why === undefined ? undefined : `why-${name}`}
        onClick={run}
      >
        {say(`action.${name}`)}
      </button>
      {why !== undefined && (
        <span id={`why-${name}`} className="hint">
          {why.sentence}
        </span>
      )}
    </span>
  )
}

/** Taking back wants a reason, a second look, and a fresh proof of who one is. */
function Recall({ report }: { readonly report: Report }) {
  const { say } = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const [reason, setReason] = useState('')
  const recall = useSigned(() => tell(pathOf(report, 'recall'), { method: 'POST', body: { reason } }), {
    done: () => dialog.current?.close(),
  })
  return (
    <>
      <ActionButton report={report} name="recall" isBusy={recall.isPending} run={() => dialog.current?.showModal()} />
      <dialog ref={dialog} className="dialog" aria-labelledby="recall-title">
        <form
          onSubmit={(event) => {
            event.preventDefault()
            recall.mutate()
          }}
        >
          <h2 id="recall-title">{say('recall.title')}</h2>
          <p>{say('recall.what', { parties: report.audience.join(', ') })}</p>
          <ProblemNote error={recall.error} />
          <label>
            {say('recall.reason')}
            <textarea
              required
              maxLength={300}
              rows={3}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </label>
          <p className="buttons">
            <button type="submit" className="danger" disabled={recall.isPending}>
              {say('recall.sign')}
            </button>
            <button type="button" onClick={() => dialog.current?.close()}>
              {say('frame.cancel')}
            </button>
          </p>
        </form>
      </dialog>
    </>
  )
}
