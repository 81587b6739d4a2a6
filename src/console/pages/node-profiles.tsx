import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { tell } from '../api/ask.ts'
import { profilesQuery, type Profile } from '../api/node.ts'
import { useRefusal } from '../frame/allowed.ts'
import { useConfirmed } from '../frame/confirming.tsx'
import { EmptyNote } from '../ui/empty-note.tsx'
import { Marking } from '../ui/marking.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { RefusalNote } from '../ui/refusal-note.tsx'
import { useWords } from '../words/say.tsx'
import { ProfileEditor } from './profile-editor.tsx'

/** What tools may post, and where it goes: each profile is in force once an administrator and its officer have activated that very revision. */
export function NodeProfiles() {
  const { profile: named } = useSearch({ from: '/node' })
  const no = useRefusal('releases.activate')
  const cannotEdit = useRefusal('releases.manage')
  const { data, error } = useQuery({ ...profilesQuery, enabled: no === undefined })
  if (no !== undefined) return <RefusalNote refusal={no} />
  if (data === undefined) return <ProblemNote error={error} />
  const list = <Profiles items={data.items} canEdit={cannotEdit === undefined} />
  if (cannotEdit !== undefined || named === undefined) return list
  return <Edited key={named} named={named} items={data.items} otherwise={list} />
}

interface EditedProps {
  readonly named: string
  readonly items: readonly Profile[]
  readonly otherwise: ReactNode
}

/** The profile that is being written stays open whatever others do to it meanwhile. */
function Edited({ named, items, otherwise }: EditedProps) {
  const edited = items.find(({ name }) => name === named)
  const [isOpen] = useState(named === '+' || edited !== undefined)
  return isOpen ? <ProfileEditor profile={edited} /> : otherwise
}

interface ListProps {
  readonly items: readonly Profile[]
  readonly canEdit: boolean
}

function Profiles({ items, canEdit }: ListProps) {
  const { say } = useWords()
  return (
    <section className="card" aria-labelledby="profiles-title">
      <h2 id="profiles-title">{say('profiles.title')}</h2>
      <p>{say('profiles.what')}</p>
      {canEdit && (
        <p>
          <Link to="/node" search={{ part: 'profiles', profile: '+' }} className="button">
            {say('profiles.new')}
          </Link>
        </p>
      )}
      {items.length === 0 && <EmptyNote title={say('profiles.none')} why={say('profiles.noneWhy')} />}
      <ul className="profiles">
        {items.map((profile) => (
          <Line key={profile.name} profile={profile} canEdit={canEdit} />
        ))}
      </ul>
    </section>
  )
}

function stateOf({ active, activatedBy: { admin, officer } }: Profile): string {
  if (active) return 'active'
  if (admin === undefined && officer === undefined) return 'inactive'
  return admin === undefined ? 'awaitsAdmin' : 'awaitsOfficer'
}

interface LineProps {
  readonly profile: Profile
  readonly canEdit: boolean
}

function Line({ profile, canEdit }: LineProps) {
  const { say, word } = useWords()
  const { name, title, to, level, category, desk, active, summary } = profile
  return (
    <li className="profile">
      <p className="pane-marks">
        <Marking level={level} />
        <span className="tag">{word('category', category)}</span>
        <span className="verdict" data-says={active ? 'yes' : undefined}>
          {active ? '✓ ' : '○ '}
          {say(`profiles.is.${stateOf(profile)}`)}
        </span>
      </p>
      <h3>
        <bdi>{title}</bdi> <code>{name}</code>
      </h3>
      <p>{say('profiles.goes', { parties: to.join(', '), desk })}</p>
      {summary !== undefined && (
        <p className="hint">
          <bdi>{summary}</bdi>
        </p>
      )}
      <Deeds profile={profile} canEdit={canEdit} />
    </li>
  )
}

function Deeds({ profile, canEdit }: LineProps) {
  const { say } = useWords()
  const { name, active, revision } = profile
  const client = useQueryClient()
  const confirmed = useConfirmed()
  const path = `/api/v1/profiles/${encodeURIComponent(name)}`
  const act = useMutation({
    mutationFn: (verb: 'activate' | 'deactivate' | 'withdraw') =>
      confirmed(() =>
        verb === 'withdraw'
          ? tell(path, { method: 'DELETE' })
          : tell(`${path}/${verb}`, { method: 'POST', body: verb === 'activate' ? { revision } : {} }),
      ),
    onSettled: () => client.invalidateQueries(profilesQuery),
  })
  const isBegun = stateOf(profile) !== 'inactive'
  const verbs = [
    ...(active ? [] : (['activate'] as const)),
    ...(isBegun ? (['deactivate'] as const) : []),
    ...(canEdit && !active ? (['withdraw'] as const) : []),
  ]
  return (
    <>
      <p className="buttons">
        {verbs.map((verb) => (
          <button key={verb} type="button" disabled={act.isPending} onClick={() => act.mutate(verb)}>
            {say(`profiles.${verb}`)}
          </button>
        ))}
        {canEdit && (
          <Link to="/node" search={{ part: 'profiles', profile: name }} className="button">
            {say('profiles.edit')}
          </Link>
        )}
      </p>
      <ProblemNote error={act.error} />
    </>
  )
}
