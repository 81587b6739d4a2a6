import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { tell } from '../api/ask.ts'
import { benchQuery, profilesQuery, type Profile } from '../api/node.ts'
import { charterQuery, doorQuery } from '../api/queries.ts'
import { useConfirmed } from '../frame/confirming.tsx'
import { BenchVerdicts } from '../ui/bench-verdicts.tsx'
import { Checks } from '../ui/checks.tsx'
import { AgreementChoice, CategoryChoice, LevelChoice, PurposeChoice } from '../ui/label-choices.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'

const nothing = {
  name: '',
  title: '',
  to: [] as readonly string[],
  level: '',
  category: '',
  basis: '',
  purpose: '',
  desk: '',
  accounts: '',
  reviewDays: '365',
  assessment: '',
  summary: '',
}
type Form = typeof nothing

function formOf(profile: Profile | undefined): Form {
  if (profile === undefined) return nothing
  const { name, title, to, level, category, desk, basis = '', purpose = '', assessment = '', summary = '' } = profile
  const accounts = profile.accounts.includes('*') ? '' : profile.accounts.join(', ')
  return {
    name,
    title,
    to,
    level,
    category,
    basis,
    purpose,
    desk,
    accounts,
    reviewDays: String(profile.reviewDays),
    assessment,
    summary,
  }
}

const namesIn = (text: string): readonly string[] => text.split(/[\s,]+/u).filter((name) => name !== '')

/** As the node takes it. What this form has no field for stays as it was. */
function bodyOf(form: Form, before: Profile | undefined) {
  const { name: _, to, reviewDays, accounts, title, level, category, desk, ...words } = form
  const said = Object.fromEntries(Object.entries(words).filter(([, text]) => text.trim() !== ''))
  const kept = {
    ...(before === undefined || before.handling.length === 0 ? {} : { handling: before.handling }),
    ...(before?.personalData === undefined ? {} : { personalData: before.personalData }),
  }
  const users = namesIn(accounts)
  return {
    ...kept,
    ...said,
    to,
    title,
    level,
    category,
    desk,
    reviewDays: Number(reviewDays),
    accounts: users.length === 0 ? ['*'] : users,
  }
}

/** A release profile on the left, the gate's verdict of it beside: what tools post under it would go there and nowhere else. */
export function ProfileEditor({ profile }: { readonly profile: Profile | undefined }) {
  const { say } = useWords()
  const navigate = useNavigate()
  const client = useQueryClient()
  const confirmed = useConfirmed()
  const [form, setForm] = useState(() => formOf(profile))
  const write = (more: Partial<Form>): void => setForm({ ...form, ...more })
  const save = useMutation({
    mutationFn: () => {
      const content = bodyOf(form, profile)
      return confirmed(() =>
        profile === undefined
          ? tell('/api/v1/profiles', { method: 'POST', body: { name: form.name, ...content } })
          : tell(`/api/v1/profiles/${encodeURIComponent(profile.name)}`, { method: 'PUT', body: content }),
      )
    },
    onSuccess: async () => {
      await client.invalidateQueries(profilesQuery)
      await navigate({ to: '/node', search: { part: 'profiles' } })
    },
  })
  const back = { part: 'profiles' } as const
  return (
    <form
      className="compose-columns"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <div className="compose-side">
        <Content form={form} write={write} isNew={profile === undefined} />
        <Assessed form={form} write={write} />
      </div>
      <div className="compose-side">
        <Audience form={form} write={write} />
        <section className="card">
          <p>{say(profile === undefined ? 'profiles.newWhat' : 'profiles.changeWhat')}</p>
          <ProblemNote error={save.error} />
          <p className="buttons">
            <button type="submit" className="primary" disabled={save.isPending}>
              {say('profiles.save')}
            </button>
            <Link to="/node" search={back} className="button">
              {say('frame.cancel')}
            </Link>
          </p>
        </section>
      </div>
    </form>
  )
}

interface PartProps {
  readonly form: Form
  readonly write: (more: Partial<Form>) => void
}

function Content({ form, write, isNew }: PartProps & { readonly isNew: boolean }) {
  const { say } = useWords()
  return (
    <fieldset className="card">
      <legend>{say(isNew ? 'profiles.new' : 'profiles.editOne')}</legend>
      <div className="fields">
        <Field form={form} write={write} name="name" isFixed={!isNew} pattern="[a-z0-9][a-z0-9\-]{0,31}" />
        <Field form={form} write={write} name="title" maxLength={300} />
        <Field form={form} write={write} name="desk" pattern="[a-z0-9][a-z0-9\-]{0,31}" />
        <LevelChoice value={form.level} set={(level) => write({ level })} />
        <CategoryChoice value={form.category} set={(category) => write({ category })} />
        <AgreementChoice value={form.basis} set={(basis) => write({ basis })} />
        <PurposeChoice value={form.purpose} set={(purpose) => write({ purpose })} />
        <label>
          {say('profiles.reviewDays')}
          <input
            type="number"
            required
            min={1}
            max={1825}
            value={form.reviewDays}
            onChange={(event) => write({ reviewDays: event.target.value })}
          />
        </label>
        <label>
          {say('profiles.accounts')}
          <input
            spellCheck={false}
            placeholder={say('profiles.everyAccount')}
            value={form.accounts}
            onChange={(event) => write({ accounts: event.target.value })}
          />
        </label>
      </div>
    </fieldset>
  )
}

interface FieldProps extends PartProps {
  readonly name: 'name' | 'title' | 'desk'
  readonly isFixed?: boolean
  readonly pattern?: string
  readonly maxLength?: number
}

function Field({ form, write, name, isFixed = false, ...more }: FieldProps) {
  const { say } = useWords()
  return (
    <label>
      {say(`profiles.field.${name}`)}
      <input
        required
        readOnly={isFixed}
        spellCheck={name === 'title'}
        value={form[name]}
        onChange={(event) => write({ [name]: event.target.value })}
        {...more}
      />
    </label>
  )
}

/** Nothing goes live that nobody has assessed; what of it everybody may read is published. */
function Assessed({ form, write }: PartProps) {
  const { say } = useWords()
  return (
    <fieldset className="card">
      <legend>{say('profiles.assessed')}</legend>
      <p className="hint">{say('profiles.assessedWhy')}</p>
      <label>
        {say('profiles.assessment')}
        <textarea
          maxLength={4000}
          rows={4}
          value={form.assessment}
          onChange={(event) => write({ assessment: event.target.value })}
        />
      </label>
      <label>
        {say('profiles.summary')}
        <textarea
          maxLength={2000}
          rows={2}
          value={form.summary}
          onChange={(event) => write({ summary: event.target.value })}
        />
      </label>
    </fieldset>
  )
}

function Audience({ form, write }: PartProps) {
  const { say } = useWords()
  const self = useQuery(doorQuery).data?.party ?? ''
  const { data: charter } = useQuery(charterQuery)
  const { to, level, category, basis, purpose } = form
  const wish = { to, level, category, ...(basis === '' ? {} : { basis }), ...(purpose === '' ? {} : { purpose }) }
  const { data, error } = useQuery(benchQuery(wish))
  const others = charter?.parties.map(({ party }) => party).filter((party) => party !== self) ?? []
  return (
    <fieldset className="card">
      <legend>{say('compose.audience')}</legend>
      <p className="hint">{say('profiles.audienceHint')}</p>
      <Checks
        legend={say('bench.to')}
        options={others.map((party) => [party, party])}
        chosen={to}
        set={(chosen) => write({ to: chosen })}
      />
      <ProblemNote error={error} />
      <BenchVerdicts wish={wish} bench={data} />
    </fieldset>
  )
}
