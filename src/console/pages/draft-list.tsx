import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
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
  const { say } = useWords()
  const { data, error } = useQuery(draftsQuery)
  if (data === undefined) return <ProblemNote error={error} />
  if (data.items.length === 0) return <EmptyNote title={say('empty.drafts.title')} why={say('empty.drafts.why')} />
  const drafts = data.items.map((draft) => ({
    ...draft,
    about: (
      <>
        <span aria-hidden="true" className="arrow" /> {draft.to.join(', ')}
      </>
    ),
  }))
  return <WaitingDrafts path="/api/v1/drafts" drafts={drafts} />
}

interface WaitingDraft {
  readonly draft: string
  readonly title: string
  readonly desk: string
  readonly at: string
  readonly label: { readonly level: string; readonly category: string }
  readonly about: ReactNode
  /** What is not told by its line. */
  readonly whole?: ReactNode
}

interface WaitingProps {
  /** Of the node's list of them. */
  readonly path: string
  readonly drafts: readonly WaitingDraft[]
}

/** Each with the two things that a second officer does. */
export function WaitingDrafts({ path, drafts }: WaitingProps) {
  const { say, word } = useWords()
  const at = (draft: string): string => `${path}/${encodeURIComponent(draft)}`
  const approve = useSigned((draft: string) => ask(`${at(draft)}/approve`, Approved, { method: 'POST' }))
  const reject = useSigned((draft: string) => tell(at(draft), { method: 'DELETE' }))
  return (
    <>
      <ProblemNote error={approve.error ?? reject.error} />
      <ul className="drafts">
        {drafts.map(({ draft, title, desk, at: since, about, whole, label }) => (
          <li key={draft} className="draft">
            <Marking level={label.level} />
            <span className="draft-about">
              <span className="row-title">
                <bdi>{title === '' ? say('draft.untitled') : title}</bdi>
              </span>
              <span className="row-about">
                {desk} {about} · {word('category', label.category)} · <Moment at={since} />
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
            {whole}
          </li>
        ))}
      </ul>
    </>
  )
}
