import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import { ask } from '../api/ask.ts'
import { EnrolmentLink as Link, type User } from '../api/node.ts'
import { useConfirmed } from '../frame/confirming.tsx'
import { AskedTwice } from '../ui/asked-twice.tsx'
import { SecretNote } from '../ui/secret-note.tsx'
import { FullMoment } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'

/** A link by which somebody makes his first passkey, or the first after a device was lost. */
export function EnrolmentLink({ user: { name } }: { readonly user: User }) {
  const { say } = useWords()
  const [link, setLink] = useState<z.infer<typeof Link>>()
  const more = useLink(name, { replace: false, made: setLink })
  const only = useLink(name, { replace: true, made: setLink })
  return (
    <>
      <AskedTwice
        deed={only}
        begin={say('users.link')}
        name={say('users.linkOne', { name })}
        what={say('users.linkWhat', { name })}
        yes={say('users.linkReplace')}
        milder={{ deed: more, yes: say('users.linkMore') }}
      />
      {link !== undefined && (
        <>
          <SecretNote title={say('users.linkMade', { name })} secret={link.url} why={say('users.linkWhy')} />
          <p className="hint">
            {say('users.linkUntil')} <FullMoment at={link.endsAt} />
          </p>
        </>
      )}
    </>
  )
}

interface Wish {
  readonly replace: boolean
  readonly made: (link: z.infer<typeof Link>) => void
}

function useLink(name: string, { replace, made }: Wish) {
  const confirmed = useConfirmed()
  const path = `/api/v1/users/${encodeURIComponent(name)}/enrolment`
  return useMutation({
    mutationFn: () => confirmed(() => ask(path, Link, { method: 'POST', body: { replace } })),
    onSuccess: made,
  })
}
