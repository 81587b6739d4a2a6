import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { askFile } from '../api/ask.ts'
import { missingOf, proposalsQuery } from '../api/negotiation.ts'
import { charterQuery } from '../api/queries.ts'
import { saveFile } from '../browser/files.ts'
import { useRefusal } from '../frame/allowed.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { RefusalNote } from '../ui/refusal-note.tsx'
import { MomentField } from '../words/moment-field.tsx'
import { Moment } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'
import { Admit } from './admit.tsx'

/** How another state comes in: it is given the charter with the words of its founding, and answers with a request and words of its own. */
export function NodeInvitations() {
  const no = useRefusal('charter.propose')
  return (
    <>
      {no !== undefined && <RefusalNote refusal={no} id="why-invite" />}
      <Invite isRefused={no !== undefined} />
      {no === undefined && <Admit />}
      <Underway />
    </>
  )
}

function Invite({ isRefused }: { readonly isRefused: boolean }) {
  const { say } = useWords()
  const { data } = useQuery(charterQuery)
  const [invited, setInvited] = useState('')
  const [expires, setExpires] = useState<string>()
  const save = useMutation({
    mutationFn: async () => {
      const asked = { ...(invited === '' ? {} : { for: invited }), ...(expires === undefined ? {} : { expires }) }
      const file = await askFile(`/api/v1/charter/invitation?${new URLSearchParams(asked)}`, {}, () => undefined)
      saveFile(`${invited === '' ? (data?.name ?? 'coalition') : invited}.tamga-invitation`, file)
    },
  })
  return (
    <section className="card" aria-labelledby="invite-title">
      <h2 id="invite-title">{say('invite.title')}</h2>
      <p>{say('invite.what')}</p>
      <p className="spoken">
        <span>{say('invite.words')}</span>
        <strong dir="ltr">{data?.words}</strong>
      </p>
      <p className="hint">{say('invite.wordsWhy')}</p>
      {!isRefused && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            save.mutate()
          }}
        >
          <div className="fields">
            <label>
              {say('invite.for')}
              <input
                pattern="[a-z0-9\-]{2,16}"
                autoCapitalize="none"
                spellCheck={false}
                value={invited}
                onChange={(event) => setInvited(event.target.value)}
              />
            </label>
            <MomentField label={say('invite.expires')} value={expires} onChange={setExpires} />
          </div>
          <ProblemNote error={save.error} />
          <p className="buttons">
            <button type="submit" className="primary" disabled={save.isPending}>
              {say('invite.save')}
            </button>
          </p>
        </form>
      )}
    </section>
  )
}

/** Who is on the way in, and which roots have still to sign. */
function Underway() {
  const { say } = useWords()
  const { data, error } = useQuery(proposalsQuery)
  const items = data?.items.filter(({ change, state }) => change === 'party.admit' && state !== 'void') ?? []
  return (
    <section className="card" aria-labelledby="underway-title">
      <h2 id="underway-title">{say('admit.underway')}</h2>
      <ProblemNote error={error} />
      {items.length === 0 && <p>{say('admit.none')}</p>}
      <ul className="marks">
        {items.map(({ act, author, at, consents }) => (
          <li key={act}>
            <p>
              {say('admit.proposedBy', { party: author })} <Moment at={at} />
            </p>
            {consents !== undefined && (
              <p className="hint">
                {say('admit.signed', {
                  signed: consents.signed.join(', ') || '–',
                  missing: missingOf(consents).join(', ') || '–',
                  needed: consents.needed,
                })}
              </p>
            )}
            <code className="key-id">{act}</code>
          </li>
        ))}
      </ul>
    </section>
  )
}
