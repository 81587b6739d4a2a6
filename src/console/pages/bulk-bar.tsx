import { useQueryClient } from '@tanstack/react-query'
import { tell } from '../api/ask.ts'
import type { Act } from '../api/forms.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'
import { endRun, isBusy, runAll, useRun, type Run } from './bulk-run.ts'
import type { Selection } from './selection.ts'

/** What may be done with all that was picked. Each is an act of its own, signed one after the other; what is refused stays picked. */
export function BulkBar({ selection, rows }: { readonly selection: Selection; readonly rows: readonly Act[] }) {
  const { say } = useWords()
  const client = useQueryClient()
  const { place, chosen } = selection
  const run = useRun(place)
  const isRunning = isBusy(run)
  const count = chosen.size
  if (count === 0 && run === undefined) return null
  const acknowledge = async (): Promise<void> => {
    const titles = new Map(rows.map(({ act, title }) => [act, title]))
    const acts = [...chosen].map((act) => ({ act, title: titles.get(act) ?? act.slice(0, 13) }))
    await runAll(place, { acts, sign, onSigned: (act) => selection.remove([act]) })
    await client.invalidateQueries()
  }
  return (
    <div className="bulk" role="region" aria-label={say('bulk.title')}>
      <p role="status">
        {run !== undefined && isRunning
          ? say('bulk.running', { done: run.done, all: run.all })
          : say('bulk.count', { count })}
      </p>
      {run !== undefined && !isRunning && <Outcome run={run} />}
      <p className="buttons">
        <button
          type="button"
          className="primary"
          disabled={isRunning || count === 0}
          onClick={() => void acknowledge()}
        >
          {say('bulk.acknowledge', { count })}
        </button>
        <button
          type="button"
          disabled={isRunning}
          onClick={() => {
            selection.clear()
            endRun(place)
          }}
        >
          {say('bulk.clear')}
        </button>
      </p>
    </div>
  )
}

const sign = (act: string): Promise<void> =>
  tell(`/api/v1/shares/${encodeURIComponent(act)}/acknowledge`, { method: 'POST', body: {} })

function Outcome({ run: { done, refused, stopped } }: { readonly run: Run }) {
  const { say } = useWords()
  return (
    <>
      <p>{say('bulk.done', { count: done - refused.length })}</p>
      <ProblemNote error={stopped ?? null} />
      {refused.length > 0 && (
        <ul className="bulk-refused">
          {refused.map(({ act, title, why }) => (
            <li key={act}>
              <bdi>{title}</bdi>: {why === '' ? say('problem.unexpected') : why}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
