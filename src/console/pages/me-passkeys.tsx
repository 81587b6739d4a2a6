import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { tell } from '../api/ask.ts'
import { addPasskey, waysQuery, type Ways } from '../api/passkeys.ts'
import { doorQuery } from '../api/queries.ts'
import { knowsPasskeys } from '../browser/passkeys.ts'
import { ownOrigin } from '../browser/place.ts'
import { useConfirmed } from '../frame/confirming.tsx'
import { AskedTwice } from '../ui/asked-twice.tsx'
import { useDraft } from '../ui/draft.ts'
import { RefusalNote } from '../ui/refusal-note.tsx'
import { WayProblem } from '../ui/way-problem.tsx'
import { FullMoment } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'

/** The keys of my devices, with their last use; one more, and one less. */
export function MyPasskeys() {
  const { say } = useWords()
  const { data: ways } = useQuery(waysQuery)
  if (ways === undefined) return null
  return (
    <section className="card" aria-labelledby="passkeys">
      <h2 id="passkeys">{say('me.passkeys')}</h2>
      <p className="hint">{say('me.passkeysHint')}</p>
      {ways.passkeys.length === 0 ? <p>{say('me.noPasskeys')}</p> : <PasskeyTable passkeys={ways.passkeys} />}
      {ways.refused === undefined ? <NewPasskey /> : <RefusalNote refusal={ways.refused} />}
    </section>
  )
}

type Passkey = Ways['passkeys'][number]

function PasskeyTable({ passkeys }: { readonly passkeys: readonly Passkey[] }) {
  const { say } = useWords()
  return (
    <div className="table-scroller" tabIndex={0} role="group" aria-labelledby="passkeys">
      <table>
        <thead>
          <tr>
            {(['passkeyName', 'passkeyAdded', 'passkeyUsed', 'dropPasskey'] as const).map((name) => (
              <th key={name} scope="col">
                {say(`me.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {passkeys.map((passkey) => (
            <tr key={passkey.id}>
              <th scope="row">
                <bdi>{passkey.name}</bdi>
              </th>
              <td>
                <FullMoment at={passkey.addedAt} />
              </td>
              <td>{passkey.usedAt === undefined ? say('me.passkeyUnused') : <FullMoment at={passkey.usedAt} />}</td>
              <td>
                <Drop passkey={passkey} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The other sessions end with it. */
function Drop({ passkey: { id, name } }: { readonly passkey: Passkey }) {
  const { say } = useWords()
  const client = useQueryClient()
  const confirmed = useConfirmed()
  const drop = useMutation({
    mutationFn: () => confirmed(() => tell(`/api/v1/me/passkeys/${id}`, { method: 'DELETE' })),
    onSuccess: () => client.invalidateQueries(waysQuery),
  })
  return (
    <AskedTwice
      deed={drop}
      begin={say('me.dropPasskey')}
      name={say('me.dropOne', { name })}
      what={say('me.dropWhat')}
      yes={say('me.dropYes')}
      Problem={WayProblem}
    />
  )
}

function NewPasskey() {
  const { say } = useWords()
  const client = useQueryClient()
  const confirmed = useConfirmed()
  const at = useQuery(doorQuery).data?.passkeysAt
  const { draft: name, write, drop } = useDraft('')
  const add = useMutation({
    mutationFn: (chosen: string) => confirmed(() => addPasskey(chosen)),
    onSuccess: (_added, chosen) => {
      drop(chosen)
      return client.invalidateQueries(waysQuery)
    },
  })
  if (at !== undefined && at !== ownOrigin())
    return (
      <p>
        <a href={`${at}/me`}>{say('door.passkeysAt', { address: at })}</a>
      </p>
    )
  if (!knowsPasskeys()) return null
  return (
    <form
      className="door-form"
      onSubmit={(event) => {
        event.preventDefault()
        add.mutate(name)
      }}
    >
      <WayProblem error={add.error} />
      <label>
        {say('me.passkeyName')}
        <input required maxLength={64} value={name} onChange={(event) => write(event.target.value)} />
      </label>
      <button type="submit" disabled={add.isPending}>
        {say('me.addPasskey')}
      </button>
    </form>
  )
}
