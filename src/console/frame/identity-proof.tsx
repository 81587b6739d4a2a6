import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { beginAtProvider } from '../api/identity.ts'
import { waysQuery } from '../api/passkeys.ts'
import { doorQuery } from '../api/queries.ts'
import { openBeside, ownOrigin } from '../browser/place.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'

/** Proves at the identity provider who is there, on a page of its own: what was typed stays. `done` once the node has it. */
export function IdentityProof({ done }: { readonly done: () => void }) {
  const { say } = useWords()
  const [before, setBefore] = useState<string>()
  const { data: ways } = useQuery(waysQuery)
  const { data: door } = useQuery({ ...doorQuery, ...(before !== undefined && { refetchInterval: 1500 }) })
  const until = door?.session?.confirmedUntil
  useEffect(() => {
    // A later proof than that which was known; no other change is one.
    if (before !== undefined && until !== undefined && until > before) done()
  }, [before, done, until])
  const leave = useMutation({
    mutationFn: () => beginAtProvider('/api/v1/session/confirm/identity'),
    onSuccess: (url) => {
      setBefore(until ?? '')
      openBeside(url)
    },
  })
  const identity = door?.identity
  if (identity === undefined || ways?.identity === undefined || identity.at !== ownOrigin()) return null
  return (
    <>
      <ProblemNote error={leave.error} />
      <p className="buttons">
        <button type="button" disabled={leave.isPending} onClick={() => leave.mutate()}>
          {say('proof.identity', { title: identity.title })}
        </button>
      </p>
      {before !== undefined && <p role="status">{say('proof.away')}</p>}
    </>
  )
}
