import { useQuery } from '@tanstack/react-query'
import { tell } from '../../api/ask.ts'
import { desksKey, shiftQuery } from '../../api/desks.ts'
import { useRefusal } from '../../frame/allowed.ts'
import { useSigned } from '../../frame/confirming.tsx'
import { useDraft } from '../../ui/draft.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Moment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'

/** What the watch has noted, handed over and taken over. */
export function ShiftLog() {
  const { say, word } = useWords()
  const { data, error } = useQuery(shiftQuery)
  const mayWrite = useRefusal('desks.act') === undefined
  const items = data?.items ?? []
  return (
    <section className="card" aria-labelledby="shift-title">
      <h2 id="shift-title">{say('duty.shift.title')}</h2>
      <ProblemNote error={data === undefined ? error : null} />
      {data?.waiting === true && <p className="second-officer">{say('duty.shift.waiting')}</p>}
      {mayWrite && <Writing isWaiting={data?.waiting === true} />}
      {data !== undefined && items.length === 0 && <p className="hint">{say('duty.shift.empty')}</p>}
      <ol className="shift">
        {items.map(({ entry, kind, note, desk, at }) => (
          <li key={entry}>
            <Moment at={at} /> <strong>{word('duty.shift.kind', kind)}</strong> {desk}
            {note !== '' && (
              <p dir="auto" className="alert-words">
                {note}
              </p>
            )}
          </li>
        ))}
      </ol>
      {data?.next !== undefined && <p className="hint">{say('duty.shift.more')}</p>}
    </section>
  )
}

interface Entry {
  readonly kind: 'note' | 'handover' | 'takeover'
  readonly note: string
}

const log = ({ kind, note }: Entry) =>
  tell('/api/v1/shift-log', {
    method: 'POST',
    body: { kind, ...(note.trim() === '' ? {} : { note: note.trim() }) },
  })

function Writing({ isWaiting }: { readonly isWaiting: boolean }) {
  const { say } = useWords()
  const { draft: note, write, drop } = useDraft('')
  const writing = useSigned(log, {
    renews: { queryKey: [desksKey, 'shift'] },
    done: (_logged, entry) => drop(entry.note),
  })
  const isEmpty = note.trim() === ''
  return (
    <form
      className="answer-form"
      onSubmit={(event) => {
        event.preventDefault()
        writing.mutate({ kind: 'note', note })
      }}
    >
      <label>
        {say('duty.shift.label')}
        <textarea dir="auto" rows={2} maxLength={2000} value={note} onChange={(event) => write(event.target.value)} />
      </label>
      <ProblemNote error={writing.error} />
      <p className="buttons">
        <button type="submit" disabled={isEmpty || writing.isPending}>
          {say('duty.shift.note')}
        </button>
        {isWaiting ? (
          <button
            type="button"
            className="primary"
            disabled={writing.isPending}
            onClick={() => writing.mutate({ kind: 'takeover', note })}
          >
            {say('duty.shift.takeover')}
          </button>
        ) : (
          <button
            type="button"
            disabled={isEmpty || writing.isPending}
            onClick={() => writing.mutate({ kind: 'handover', note })}
          >
            {say('duty.shift.handover')}
          </button>
        )}
      </p>
    </form>
  )
}
