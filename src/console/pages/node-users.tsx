import { useQuery } from '@tanstack/react-query'
import { ask, tell } from '../api/ask.ts'
import { NewToken, usersQuery, type User } from '../api/node.ts'
import { doorQuery } from '../api/queries.ts'
import { ownOrigin } from '../browser/place.ts'
import { useRefusal } from '../frame/allowed.ts'
import { useSigned } from '../frame/confirming.tsx'
import { AskedTwice } from '../ui/asked-twice.tsx'
import { useDraft } from '../ui/draft.ts'
import { CategoryChoice, LevelChoice } from '../ui/label-choices.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { RefusalNote } from '../ui/refusal-note.tsx'
import { SecretNote } from '../ui/secret-note.tsx'
import { useWords } from '../words/say.tsx'
import { EnrolmentLink } from './enrolment-link.tsx'
import { NodeIdentities } from './node-identities.tsx'

/** Who works here, people and tools, and what each may. */
export function NodeUsers() {
  const no = useRefusal('users.manage')
  const { data, error } = useQuery({ ...usersQuery, enabled: no === undefined })
  if (no !== undefined) return <RefusalNote refusal={no} />
  if (data === undefined) return <ProblemNote error={error} />
  return (
    <>
      <NewUser />
      <UserTable users={data.items} />
      <NodeIdentities users={data.items} />
    </>
  )
}

const columns = ['name', 'role', 'desk', 'clearance', 'categories', 'is'] as const

function UserTable({ users }: { readonly users: readonly User[] }) {
  const { say, word } = useWords()
  return (
    <section className="card" aria-labelledby="users-title">
      <h2 id="users-title">{say('users.title')}</h2>
      <div className="table-scroller" tabIndex={0} role="group" aria-labelledby="users-title">
        <table>
          <thead>
            <tr>
              {columns.map((name) => (
                <th key={name} scope="col">
                  {say(`users.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {users.map((user) => (
              <tr key={user.name}>
                <th scope="row">
                  <strong>{user.name}</strong>
                </th>
                <td>{word('role', user.role)}</td>
                <td>{user.desk}</td>
                <td>{word('level', user.clearance)}</td>
                <td>
                  {user.categories.includes('*')
                    ? say('users.everyCategory')
                    : user.categories.map((name) => word('category', name)).join(', ')}
                </td>
                <td>
                  <Standing user={user} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** Open or closed. Closing an account ends all of its sessions at once, so it is asked twice. */
function Standing({ user }: { readonly user: User }) {
  const { say } = useWords()
  const self = useQuery(doorQuery).data?.session?.name
  const path = `/api/v1/users/${encodeURIComponent(user.name)}/disable`
  const close = useSigned(() => tell(path, { method: 'POST', body: {} }), { renews: usersQuery })
  if (user.disabled) return <span className="hint">{say('users.closed')}</span>
  if (user.name === self) return <span className="hint">{say('users.you')}</span>
  return (
    <div className="buttons">
      {user.role !== 'taxii' && <EnrolmentLink user={user} />}
      <AskedTwice
        deed={close}
        begin={say('users.close')}
        name={say('users.closeOne', { name: user.name })}
        what={say('users.closeWhat', { name: user.name })}
        yes={say('users.closeYes')}
      />
    </div>
  )
}

const roles = [
  'analyst',
  'liaison',
  'duty',
  'treaty',
  'planner',
  'crisis',
  'expert',
  'secretariat',
  'admin',
  'oversight',
  'taxii',
] as const

const nobody = { name: '', role: 'analyst', desk: '', clearance: '', categories: '' }

/** A new account. Its token is shown once, here, and is nowhere afterwards. */
function NewUser() {
  const { say } = useWords()
  const { draft: wish, write, drop } = useDraft(nobody)
  const make = useSigned(
    async (one: typeof nobody) => {
      const made = await ask('/api/v1/users', NewToken, { method: 'POST', body: bodyOf(one) })
      return { ...made, role: one.role }
    },
    { renews: usersQuery, done: (_made, one) => drop(one) },
  )
  return (
    <section className="card" aria-labelledby="new-user">
      <h2 id="new-user">{say('users.new')}</h2>
      <form
        className="part-form"
        onSubmit={(event) => {
          event.preventDefault()
          make.mutate(wish)
        }}
      >
        <UserFields wish={wish} write={(more) => write({ ...wish, ...more })} />
        <p className="hint">{say(`roleMay.${wish.role}`)}</p>
        <ProblemNote error={make.error} />
        <p className="buttons">
          <button type="submit" className="primary" disabled={make.isPending}>
            {say('users.make')}
          </button>
        </p>
      </form>
      {make.data !== undefined && <Made {...make.data} />}
    </section>
  )
}

interface FieldsProps {
  readonly wish: typeof nobody
  readonly write: (more: Partial<typeof nobody>) => void
}

const slug = { pattern: '[a-z0-9][a-z0-9\\-]{0,31}', autoCapitalize: 'none', spellCheck: false } as const

function UserFields({ wish, write }: FieldsProps) {
  const { say, word } = useWords()
  return (
    <div className="fields">
      <label>
        {say('users.name')}
        <input
          required
          {...slug}
          title={say('users.nameHint')}
          value={wish.name}
          onChange={(event) => write({ name: event.target.value })}
        />
      </label>
      <label>
        {say('users.role')}
        <select value={wish.role} onChange={(event) => write({ role: event.target.value })}>
          {roles.map((name) => (
            <option key={name} value={name}>
              {word('role', name)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say('users.desk')}
        <input
          {...slug}
          title={say('users.nameHint')}
          placeholder={wish.name}
          value={wish.desk}
          onChange={(event) => write({ desk: event.target.value })}
        />
      </label>
      <LevelChoice label={say('users.clearance')} value={wish.clearance} set={(clearance) => write({ clearance })} />
      <CategoryChoice
        label={say('users.categories')}
        none={say('users.everyCategory')}
        value={wish.categories}
        set={(categories) => write({ categories })}
      />
    </div>
  )
}

function bodyOf({ name, role, desk, clearance, categories }: typeof nobody) {
  const at = desk === '' ? {} : { desk }
  return { name, role, clearance, ...at, ...(categories === '' ? {} : { categories: [categories] }) }
}

/** A tool signs in with both in one, at the address of TAXII; a person with the token, until he chooses a password. */
function Made({ name, token, role }: { readonly name: string; readonly token: string; readonly role: string }) {
  const { say } = useWords()
  const isTool = role === 'taxii'
  const why = isTool
    ? say('users.secretOfTool', { address: `${ownOrigin()}/taxii2/` })
    : say('users.secretOfPerson', { name })
  return <SecretNote title={say('users.made', { name })} secret={isTool ? `${name}:${token}` : token} why={why} />
}
