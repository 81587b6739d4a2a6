import { useQuery } from '@tanstack/react-query'
import { doorQuery } from '../../api/queries.ts'
import { textQuery, type Agreement } from '../../api/agreements.ts'
import { Checks } from '../../ui/checks.tsx'
import { useWords } from '../../words/say.tsx'
import { articlesIn, fieldsOf, type DeedField, type DeedForm } from './deed.ts'

interface Props {
  readonly kind: string
  readonly form: DeedForm
  readonly change: (form: DeedForm) => void
  readonly agreement: Agreement
}

/** What a deed says beyond its kind, each in its own field. */
export function DeedFields({ kind, ...props }: Props) {
  return fieldsOf(kind).map((field) => <Field key={field} field={field} {...props} />)
}

type FieldProps = Omit<Props, 'kind'> & { readonly field: DeedField }

function Field({ field, form, change, agreement }: FieldProps) {
  const { say } = useWords()
  switch (field) {
    case 'articles':
      return <Articles form={form} change={change} agreement={agreement} />
    case 'reservations':
      return <Carried form={form} change={change} agreement={agreement} />
    case 'reservation':
      return <Reserved form={form} agreement={agreement} />
    case 'effect':
      return <Effect form={form} change={change} />
    case 'opposesEntry':
      return <Opposes form={form} change={change} />
    case 'text':
      return (
        <label>
          {say('agreement.field.text')}
          <textarea
            dir="auto"
            rows={4}
            maxLength={8000}
            value={form.text}
            onChange={(event) => change({ ...form, text: event.target.value })}
          />
        </label>
      )
    case 'predecessor':
    case 'since':
    case 'holder':
    case 'register':
    case 'number':
      return (
        <label>
          {say(`agreement.field.${field}`)}
          <input
            dir="auto"
            maxLength={300}
            placeholder={field === 'since' ? '2026-11-22' : undefined}
            value={form[field]}
            onChange={(event) => change({ ...form, [field]: event.target.value })}
          />
        </label>
      )
  }
}

type OwnProps = Pick<FieldProps, 'form' | 'change'>

function Effect({ form, change }: OwnProps) {
  const { say } = useWords()
  return (
    <label>
      {say('agreement.field.effect')}
      <select
        value={form.effect}
        onChange={(event) => change({ ...form, effect: event.target.value === 'modifies' ? 'modifies' : 'excludes' })}
      >
        <option value="excludes">{say('agreement.field.excludes')}</option>
        <option value="modifies">{say('agreement.field.modifies')}</option>
      </select>
    </label>
  )
}

function Opposes({ form, change }: OwnProps) {
  const { say } = useWords()
  return (
    <label className="choice">
      <input
        type="checkbox"
        checked={form.opposesEntry}
        onChange={(event) => change({ ...form, opposesEntry: event.target.checked })}
      />
      {say('agreement.field.opposesEntry')}
    </label>
  )
}

function Articles({ form, change, agreement }: Omit<FieldProps, 'field'>) {
  const { say } = useWords()
  const { name, closed = name, hasText } = agreement
  const { data, isLoading } = useQuery({ ...textQuery(closed), enabled: hasText })
  const articles = data?.authentic[0]?.articles ?? []
  if (isLoading) return <p className="hint loading">{say('frame.loading')}</p>
  if (articles.length > 0) {
    return (
      <Checks
        legend={say('agreement.field.articles')}
        options={articles.map(({ number, heading }) => [number, <Headed key={number} {...{ number, heading }} />])}
        chosen={articlesIn(form.articles)}
        set={(chosen) => change({ ...form, articles: chosen.join(', ') })}
      />
    )
  }
  return (
    <label>
      {say('agreement.field.articleNumbers')}
      <input value={form.articles} onChange={(event) => change({ ...form, articles: event.target.value })} />
    </label>
  )
}

function Headed({ number, heading }: { readonly number: string; readonly heading: string | undefined }) {
  const { say } = useWords()
  return (
    <>
      {say('agreement.text.article', { number })} {heading !== undefined && <bdi className="hint">{heading}</bdi>}
    </>
  )
}

/** Own reservations that no instrument has named: one that it does not name does not stand. */
function Carried({ form, change, agreement }: Omit<FieldProps, 'field'>) {
  const { say } = useWords()
  const self = useQuery(doorQuery).data?.party
  const own = agreement.reservations.filter(
    ({ party, made, withdrawn }) => party === self && made === undefined && withdrawn === undefined,
  )
  if (own.length === 0) return null
  return (
    <Checks
      legend={say('agreement.field.reservations')}
      hint={say('agreement.field.reservationsHint')}
      options={own.map(({ id, articles, text }) => [
        id,
        <span key={id}>
          {say('agreement.text.article', { number: articles.join(', ') })}: <bdi>{text}</bdi>
        </span>,
      ])}
      chosen={form.reservations}
      set={(reservations) => change({ ...form, reservations })}
    />
  )
}

/** The reservation that an answer is about, as it was made. */
function Reserved({ form, agreement }: Pick<FieldProps, 'form' | 'agreement'>) {
  const { say } = useWords()
  const found = agreement.reservations.find(({ id }) => id === form.reservation)
  if (found === undefined) return null
  return (
    <div>
      <strong>{say('agreement.reservations.of', { party: found.party })}</strong>
      <blockquote dir="auto">{found.text}</blockquote>
    </div>
  )
}
