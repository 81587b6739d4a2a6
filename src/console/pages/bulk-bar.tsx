import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Refused, tell } from '../api/ask.ts'
import type { Act } from '../api/forms.ts'
import { useWords } from '../words/say.tsx'
import type { Selection } from './selection.ts'

interface Run {
  readonly done: number
  readonly all: number
  readonly refused: readonly { readonly title: string; readonly why: string }[]
}

/** What may be done with all that was picked. Each is an act of its own, signed one after the other; what is refused stays picked. */
export function BulkBar({ selection, rows }: { readonly selection: Selection; readonly rows: readonly Act[] }) {
  const { say } = useWords()
  const client = useQueryClient()
  const [run, setRun] = useState<Run>()
  const count = selection.chosen.size
  const isBusy = run !== undefined && run.done < run.all
  if (count === 0 && run === undefined) return null
  const acknowledge = async (): Promise<void> => {
    const acts = [...selection.chosen]
    const refused: Run['refused'][number][] = []
    for (const [at, act] of acts.entries()) {
      setRun({ done: at, all: acts.length, refused: [...refused] })
      const why = await acknowledged(act)
      if (why === undefined) selection.remove([act])
      else refused.push({ title: rows.find((row) => row.act === act)?.title ?? act.slice(0, 13), why })
    }
    setRun({ done: acts.length, all: acts.length, refused })
    await client.invalidateQueries()
  }
  return (
    <div className="bulk" role="region" aria-label={say('bulk.title')}>
      <p role="status">
        {isBusy ? say('bulk.running', { done: run.done, all: run.all }) : say('bulk.count', { count })}
      </p>
      {run !== undefined && !isBusy && <Outcome run={run} />}
      <p className="buttons">
        <button type="button" className="primary" disabled={isBusy || count === 0} onClick={() => void acknowledge()}>
          {say('bulk.acknowledge', { count })}
        </button>
        <button
          type="button"
          disabled={isBusy}
          onClick={() => {
            selection.clear()
            setRun(undefined)
          }}
        >
          {say('bulk.clear')}
        </button>
      </p>
    </div>
  )
}

/** `undefined` when it is signed, else the node's reason. */
async function acknowledged(act: string): Promise<string | undefined> {
  try {
    await tell(`/api/v1/shares/${encodeURIComponent(act)}/acknowledge`, { method: 'POST', body: {} })
    return undefined
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return error.problem.detail === '' ? error.problem.code : error.problem.detail
  }
}

function Outcome({ run: { all, refused } }: { readonly run: Run }) {
  const { say } = useWords()
  return (
    <>
      <p>{say('bulk.done', { count: all - refused.length })}</p>
      {refused.length > 0 && (
        <ul className="bulk-refused">
          {refused.map(({ title, why }) => (
            <li key={title}>
              <bdi>{title}</bdi>: {why}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
