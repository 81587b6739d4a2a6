import { addMs, parseInstant } from '#kernel/instant.ts'
import { useQuery } from '@tanstack/react-query'
import { reportQuery, statusQuery } from '../api/queries.ts'
import { useWords } from '../words/say.tsx'

const dueMs = 24 * 3_600_000

interface Props {
  /** The act that takes the report back. */
  readonly recall: string
  readonly party: string
}

/** An addressee has not confirmed a recall: that it was sent, or that a day has gone by. By the node's clock. */
export function RecallNote({ recall, party }: Props) {
  const { say } = useWords()
  const sentAt = parseInstant(useQuery(reportQuery(recall)).data?.at ?? '')
  const now = useQuery(statusQuery).data?.at
  if (sentAt === undefined || now === undefined) return null
  const isOverdue = now >= addMs(sentAt, dueMs)
  return (
    <p className="hint" role="note" data-says={isOverdue ? 'no' : undefined}>
      {say(isOverdue ? 'recall.overdue' : 'recall.sent', { party })}
    </p>
  )
}
