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
import { OvertakenProfile } from './overtaken-profile.tsx'
import { bodyOf, formOf, type ProfileForm } from './profile-form.ts'

/**
 * A release profile on the left, the gate's verdict of it beside: what tools post under it would go there and nowhere else. Where another
 * officer saves it meanwhile, nothing typed here is lost and nothing of his is written over unseen.
 */
export function ProfileEditor({ profile }: { readonly profile: Profile | undefined }) {
  const { say } = useWords()
  /** The revision over which this one is written. */
  const [base, setBase] = useState(profile)
  const [form, setForm] = useState(() => formOf(profile))
  const write = (more: Partial<ProfileForm>): void => setForm({ ...form, ...more })
  const save = useSaving(form, base)
  const isOvertaken = base !== undefined && profile?.revision !== base.revision && !save.isPending && !save.isSuccess
  const goOn = (over: Profile | undefined, more: Partial<ProfileForm> = {}): void => {
    save.reset()
    setBase(over)
    write(more)
  }
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
        <Content form={form} write={write} isNew={base === undefined} />
        <Assessed form={form} write={write} />
      </div>
      <div className="compose-side">
        <Audience form={form} write={write} />
        <section className="card">
          <p>{say(base === undefined ? 'profiles.newWhat' : 'profiles.changeWhat')}</p>
          <ProblemNote error={save.error} />
          {isOvertaken && <OvertakenProfile theirs={profile} yours={form} goOn={goOn} />}
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

function useSaving(form: ProfileForm, base: Profile | undefined) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const confirmed = useConfirmed()
  const path = '/api/v1/profiles'
  return useMutation({
    mutationFn: () => {
      const content = bodyOf(form, base)
      if (base === undefined) {
        return confirmed(() => tell(path, { method: 'POST', body: { name: form.name, ...content } }))
      }
      const body = { ...content, revision: base.revision }
      return confirmed(() => tell(`${path}/${encodeURIComponent(base.name)}`, { method: 'PUT', body }))
    },
    onError: () => client.invalidateQueries(profilesQuery),
    onSuccess: async () => {
      await client.invalidateQueries(profilesQuery)
      await navigate({ to: '/node', search: { part: 'profiles' } })
    },
  })
}

interface PartProps {
  readonly form: ProfileForm
  readonly write: (more: Partial<ProfileForm>) => void
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
