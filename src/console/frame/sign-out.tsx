import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { tell } from '../api/ask.ts'
import type { Session } from '../api/forms.ts'
import { forgetPicks } from '../browser/picks.ts'
import { leaveToProvider } from '../api/identity.ts'
import { goAway } from '../browser/place.ts'
import { useWords } from '../words/say.tsx'

/** Who is signed in, and the way out: what was read leaves the browser's memory with him. */
export function SignOut({ session }: { readonly session: Session }) {
  const { say, word } = useWords()
  const client = useQueryClient()
  const leave = useMutation({
    mutationFn: () =>
      session.way === 'identity' ? leaveToProvider() : tell('/api/v1/session', { method: 'DELETE' }).then(() => '/'),
    onSuccess: goAway,
    onSettled: () => {
      forgetPicks()
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'door' })
    },
  })
  return (
    <span className="me">
      <Link to="/me" className="me-name">
        {session.name} <span className="beside">{word('role', session.role)}</span>
      </Link>
      <button type="button" onClick={() => leave.mutate()}>
        {say('frame.signOut')}
      </button>
    </span>
  )
}
