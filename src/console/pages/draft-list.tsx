import { useQuery } from '@tanstack/react-query'
import * as z from 'zod'
import { ask, tell } from '../api/ask.ts'
import { draftsQuery } from '../api/queries.ts'
import { useSigned } from '../frame/confirming.tsx'
import { EmptyNote } from '../ui/empty-note.tsx'
import { Marking } from '../ui/marking.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { Moment } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'

const Approved = z.object({ act: z.string() })

/** What waits for a second officer. Whoever drafted it cannot approve it; the node says so. */
export function DraftList() {
  const { say, word } = useWords()
  const { data, error } = useQuery(draftsQuery)
  const path = (draft: string): string => `/api/v1/drafts/${encodeURIComponent(draft)}`
  const approve = useSigned((draft: string) => ask(`${path(draft)}/approve`, Approved, { method: 'POST' }))
  const reject = useSigned((draft: string) => tell(path(draft), { method: 'DELETE' }))
  if (data === undefined) return <ProblemNote error={error} />
  if (data.items.length === 0) return <EmptyNote title={say('empty.drafts.title')} why={say('empty.drafts.why')} />
  return (
    <>
      <ProblemNote error={approve.error ?? reject.error} />
      <ul className="drafts">
        {data.items.map(({ draft, title, desk, at, to, label }) => (
          <li key={draft} className="draft">
            <Marking level={label.level} />
            <span className="draft-about">
              <span className="row-title">
                <bdi>{title === '' ? say('draft.untitled') : title}</bdi>
              </span>
              <span className="row-about">
                {desk} <span aria-hidden="true" className="arrow" /> {to.join(', ')} ·{' '}
                {word('category', label.category)} · <Moment at={at} />
              </span>
            </span>
            <button
              type="button"
              className="primary"
              disabled={approve.isPending}
              onClick={() => approve.mutate(draft)}
            >
              {say('draft.approve')}
            </button>
            <button type="button" disabled={reject.isPending} onClick={() => reject.mutate(draft)}>
              {say('draft.reject')}
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
