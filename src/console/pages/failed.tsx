import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { EmptyNote } from '../ui/empty-note.tsx'
import { useWords } from '../words/say.tsx'

/** In the place of a screen that threw: the bars around it stay, and every other screen can be gone to. */
export function FailedPage({ error, reset }: ErrorComponentProps) {
  const { say } = useWords()
  const router = useRouter()
  const again = (): void => {
    reset()
    void router.invalidate()
  }
  return (
    <EmptyNote title={say('failed.title')} why={say('failed.why')}>
      <button type="button" className="primary" onClick={again}>
        {say('failed.again')}
      </button>
      <Link to="/help">{say('place.help')}</Link>
      <code>{String(error).slice(0, 300)}</code>
    </EmptyNote>
  )
}
