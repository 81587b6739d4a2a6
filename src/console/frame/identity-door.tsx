import { useMutation } from '@tanstack/react-query'
import type { Door } from '../api/forms.ts'
import { beginAtProvider } from '../api/identity.ts'
import { goAway, ownOrigin } from '../browser/place.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'

/** Signs in by way of the identity provider; its way begins and ends at one address of the node. */
export function IdentityDoor({ identity: { title, at } }: { readonly identity: NonNullable<Door['identity']> }) {
  const { say } = useWords()
  const leave = useMutation({ mutationFn: () => beginAtProvider('/api/v1/session/identity'), onSuccess: goAway })
  if (at !== ownOrigin())
    return (
      <p className="hint">
        <a href={at}>{say('door.identityAt', { title, address: at })}</a>
      </p>
    )
  return (
    <div className="door-way">
      <ProblemNote error={leave.error} />
      <button type="button" disabled={leave.isPending} onClick={() => leave.mutate()}>
        {say('door.identity', { title })}
      </button>
    </div>
  )
}
