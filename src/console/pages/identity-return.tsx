import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { comeBack } from '../api/identity.ts'
import { takeQuery } from '../browser/place.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'

/** Where the identity provider sends the browser back to: the node is told what it brought, once. */
export function IdentityReturnPage() {
  const { say } = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [query] = useState(takeQuery)
  const { mutate, data, error } = useMutation({
    mutationFn: comeBack,
    onSuccess: async ({ did }) => {
      await client.invalidateQueries()
      if (did === 'entered') await navigate({ to: '/', replace: true })
    },
  })
  useEffect(() => mutate(query), [mutate, query])
  const title =
    error !== null ? 'identity.failed' : data?.did === 'confirmed' ? 'identity.confirmed' : 'identity.coming'
  return (
    <section className="door" aria-labelledby="return-title">
      <h1 id="return-title">{say(title)}</h1>
      <ProblemNote error={error} />
      {data?.did === 'confirmed' && <p>{say('identity.confirmedWhy')}</p>}
      {error !== null && (
        <p>
          <Link to="/">{say('identity.back')}</Link>
        </p>
      )}
    </section>
  )
}
