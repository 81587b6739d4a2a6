import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api/ask.ts'
import { EnrolmentLink as Link, type User } from '../api/node.ts'
import { useConfirmed } from '../frame/confirming.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { SecretNote } from '../ui/secret-note.tsx'
import { FullMoment } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'

/** A link by which somebody makes his first passkey, or the first after a device was lost. */
export function EnrolmentLink({ user: { name } }: { readonly user: User }) {
  const { say } = useWords()
  const confirmed = useConfirmed()
  const [isAsking, setAsking] = useState(false)
  const make = useMutation({
    mutationFn: (replace: boolean) => {
      const path = `/api/v1/users/${encodeURIComponent(name)}/enrolment`
      return confirmed(() => ask(path, Link, { method: 'POST', body: { replace } }))
    },
    onSettled: () => setAsking(false),
  })
  return (
    <div className="row-action">
      {isAsking ? (
        <>
          <p>{say('users.linkWhat', { name })}</p>
          <span className="buttons">
            <button type="button" disabled={make.isPending} onClick={() => make.mutate(false)}>
              {say('users.linkMore')}
            </button>
            <button type="button" className="danger" disabled={make.isPending} onClick={() => make.mutate(true)}>
              {say('users.linkReplace')}
            </button>
            <button type="button" onClick={() => setAsking(false)}>
              {say('frame.cancel')}
            </button>
          </span>
        </>
      ) : (
        <button type="button" onClick={() => setAsking(true)} aria-label={say('users.linkOne', { name })}>
          {say('users.link')}
        </button>
      )}
      <ProblemNote error={make.error} />
      {make.data !== undefined && (
        <>
          <SecretNote title={say('users.linkMade', { name })} secret={make.data.url} why={say('users.linkWhy')} />
          <p className="hint">
            {say('users.linkUntil')} <FullMoment at={make.data.endsAt} />
          </p>
        </>
      )}
    </div>
  )
}
