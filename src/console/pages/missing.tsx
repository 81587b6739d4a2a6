import { Link } from '@tanstack/react-router'
import { EmptyNote } from '../ui/empty-note.tsx'
import { useWords } from '../words/say.tsx'

/** An address that names nothing. */
export function MissingPage() {
  const { say } = useWords()
  return (
    <EmptyNote title={say('missing.title')} why={say('missing.why')}>
      <Link to="/reports">{say('place.reports')}</Link>
    </EmptyNote>
  )
}
