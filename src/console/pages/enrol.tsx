import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { enrolPasskey } from '../api/passkeys.ts'
import { doorQuery } from '../api/queries.ts'
import { knowsPasskeys } from '../browser/passkeys.ts'
import { takeFragment } from '../browser/place.ts'
import { WayProblem } from '../ui/way-problem.tsx'
import { useWords } from '../words/say.tsx'

/** Where an administrator's link leads: one passkey is made, and with it one is in. */
export function EnrolPage() {
  const { say } = useWords()
  const client = useQueryClient()
  const door = useQuery(doorQuery).data
  const [secret] = useState(takeFragment)
  const [name, setName] = useState('')
  const enrol = useMutation({
    mutationFn: () => enrolPasskey(secret, name),
    onSuccess: () => client.invalidateQueries(),
  })
  if (enrol.isSuccess)
    return (
      <section className="door" aria-labelledby="enrol-title">
        <h1 id="enrol-title">{say('enrol.done')}</h1>
        <p>{say('enrol.second')}</p>
        <p>
          <Link to="/">{say('enrol.in', { party: door?.party ?? '' })}</Link>
        </p>
      </section>
    )
  return (
    <section className="door" aria-labelledby="enrol-title">
      <h1 id="enrol-title">{say('enrol.title', { party: door?.party ?? '' })}</h1>
      <p>{say('me.passkeysHint')}</p>
      <WayProblem error={enrol.error} />
      {knowsPasskeys() ? (
        <form
          className="door-form"
          onSubmit={(event) => {
            event.preventDefault()
            enrol.mutate()
          }}
        >
          <label>
            {say('me.passkeyName')}
            <input required maxLength={64} value={name} onChange={(event) => setName(event.target.value)} />
          </label>
          <button type="submit" className="primary" disabled={enrol.isPending}>
            {say('me.addPasskey')}
          </button>
        </form>
      ) : (
        <p>{say('enrol.unable')}</p>
      )}
    </section>
  )
}
