import type { Charter } from '../api/forms.ts'
import { Choice } from '../ui/choice.tsx'
import { useWords } from '../words/say.tsx'
import { write, type Compose } from './compose-form.ts'

interface LabelProps {
  readonly form: Compose
  readonly charter: Charter
  /** Those that the officer may read: nobody writes above them. */
  readonly levels: readonly string[]
}

/** Under which label it goes: level, category, and what else the coalition has words for. */
export function Label({ form, charter, levels }: LabelProps) {
  const { say, word, named } = useWords()
  const [choose, usual] = [say('compose.choose'), say('compose.usual')]
  const titled = (list: string, { name, title }: Charter['categories'][number]): string => {
    const known = word(list, name)
    return known === name ? named(title, name) : known
  }
  return (
    <fieldset className="card">
      <legend>{say('compose.label')}</legend>
      <div className="fields">
        <Choice
          label={say('compose.level')}
          none={choose}
          value={form.level}
          set={(level) => write({ level })}
          options={levels.map((name) => [name, word('level', name)] as const)}
        />
        <Choice
          label={say('compose.category')}
          none={choose}
          value={form.category}
          set={(category) => write({ category })}
          options={charter.categories.map((one) => [one.name, titled('category', one)] as const)}
        />
        <Choice
          label={say('compose.purpose')}
          none={usual}
          value={form.purpose}
          set={(purpose) => write({ purpose })}
          options={charter.purposes.map((one) => [one.name, named(one.title, one.name)] as const)}
        />
        <label>
          {say('compose.reviewBy')}
          <input
            placeholder="2027-11-22"
            pattern="\d{4}-\d\d-\d\d"
            inputMode="numeric"
            dir="ltr"
            value={form.reviewBy}
            onChange={(event) => write({ reviewBy: event.target.value })}
          />
        </label>
      </div>
      <Handling chosen={form.handling} choose={(handling) => write({ handling })} charter={charter} />
      <PersonalData form={form} />
    </fieldset>
  )
}

interface HandlingProps {
  readonly charter: Charter
  readonly chosen: readonly string[]
  readonly choose: (handling: readonly string[]) => void
}

/** The coalition's words for how it is handled. */
export function Handling({ charter, chosen, choose }: HandlingProps) {
  const { say, named } = useWords()
  if (charter.handling.length === 0) return null
  const toggle = (name: string): void =>
    choose(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name])
  return (
    <details>
      <summary>{say('compose.handling')}</summary>
      {charter.handling.map(({ name, title }) => (
        <label key={name} className="choice">
          <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />
          {named(title, name)}
        </label>
      ))}
    </details>
  )
}

/** What names people goes only with a purpose, a legal basis and an end. */
function PersonalData({ form }: { readonly form: Compose }) {
  const { say } = useWords()
  return (
    <div className="personal">
      <label className="choice">
        <input
          type="checkbox"
          checked={form.hasPersonalData}
          onChange={(event) => write({ hasPersonalData: event.target.checked })}
        />
        {say('compose.personal')}
      </label>
      {form.hasPersonalData && (
        <div className="fields">
          {(['personalPurpose', 'legalBasis', 'expires'] as const).map((name) => (
            <label key={name}>
              {say(`compose.${name}`)}
              <input
                required
                {...(name === 'expires'
                  ? { placeholder: '2027-11-22', pattern: String.raw`\d{4}-\d\d-\d\d`, dir: 'ltr' }
                  : {})}
                value={form[name]}
                onChange={(event) => write({ [name]: event.target.value })}
              />
            </label>
          ))}
        </div>
      )}
    </div>
  )
}
