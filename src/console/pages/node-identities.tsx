import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { tell } from '../api/ask.ts'
import { usersQuery, type User } from '../api/node.ts'
import { doorQuery } from '../api/queries.ts'
import { useConfirmed } from '../frame/confirming.tsx'
import { CardTable } from '../ui/card-table.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'

/** Whom the identity provider may vouch for, and as which account. */
export function NodeIdentities({ users }: { readonly users: readonly User[] }) {
  const { say } = useWords()
  const identity = useQuery(doorQuery).data?.identity
  if (identity === undefined) return null
  const known = say('users.identity', { title: identity.title })
  return (
    <CardTable
      id="identities-title"
      title={say('users.identityTitle')}
      hint={say('users.identityHint')}
      columns={[say('users.name'), known]}
    >
      {users
        .filter(({ disabled, role }) => !disabled && role !== 'taxii')
        .map((user) => (
          <tr key={user.name}>
            <th scope="row">{user.name}</th>
            <td>
              <Binding user={user} label={known} />
            </td>
          </tr>
        ))}
    </CardTable>
  )
}

function Binding({ user: { name, identity }, label }: { readonly user: User; readonly label: string }) {
  const { say } = useWords()
  const client = useQueryClient()
  const confirmed = useConfirmed()
  const [knownAs, setKnownAs] = useState('')
  const path = `/api/v1/users/${encodeURIComponent(name)}/identity`
  const change = useMutation({
    mutationFn: (asking: Parameters<typeof tell>[1]) => confirmed(() => tell(path, asking)),
    onSuccess: () => client.invalidateQueries(usersQuery),
  })
  const problem = <ProblemNote error={change.error} />
  if (identity !== undefined)
    return (
      <div className="row-action">
        <bdi>{identity}</bdi>
        <button
          type="button"
          disabled={change.isPending}
          aria-label={say('users.identityUnbindOne', { name })}
          onClick={() => change.mutate({ method: 'DELETE' })}
        >
          {say('users.identityUnbind')}
        </button>
        {problem}
      </div>
    )
  return (
    <form
      className="row-action"
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate({ method: 'PUT', body: { knownAs } })
      }}
    >
      <input
        aria-label={`${label}: ${name}`}
        required
        maxLength={255}
        value={knownAs}
        onChange={(event) => setKnownAs(event.target.value)}
      />
      <button type="submit" disabled={change.isPending} aria-label={say('users.identityBindOne', { name })}>
        {say('users.identityBind')}
      </button>
      {problem}
    </form>
  )
}
