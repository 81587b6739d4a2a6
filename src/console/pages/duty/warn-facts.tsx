import { Choice } from '../../ui/choice.tsx'
import { CategoryChoice } from '../../ui/label-choices.tsx'
import { useWords } from '../../words/say.tsx'
import { writeWarn, type Warn } from './warn-form.ts'

/** Words of CAP 1.2, 3.2.2, the gravest first. */
const words = {
  urgency: ['Immediate', 'Expected', 'Future', 'Past', 'Unknown'],
  severity: ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'],
  certainty: ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'],
} as const
const capCategories = [
  'Security',
  'Safety',
  'Rescue',
  'Fire',
  'Health',
  'CBRNE',
  'Infra',
  'Transport',
  'Env',
  'Geo',
  'Met',
  'Other',
] as const

/** How grave, where, until when, and whether it is real. */
export function WarnFacts({ form }: { readonly form: Warn }) {
  const { say } = useWords()
  const choose = say('compose.choose')
  return (
    <fieldset className="card">
      <legend>{say('duty.warn.facts')}</legend>
      <div className="fields">
        {(['severity', 'urgency', 'certainty'] as const).map((name) => (
          <Choice
            key={name}
            label={say(`duty.warn.${name}`)}
            none={choose}
            value={form[name]}
            set={(value) => writeWarn({ [name]: value })}
            options={words[name].map((one) => [one, say(`cap.${name}.${one}`)] as const)}
          />
        ))}
        <Choice
          label={say('duty.warn.cap')}
          none={choose}
          value={form.cap}
          set={(cap) => writeWarn({ cap })}
          options={capCategories.map((one) => [one, say(`duty.cap.${one}`)] as const)}
        />
        <label>
          {say('duty.warn.hours')}
          <input
            inputMode="numeric"
            dir="ltr"
            value={form.hours}
            onChange={(event) => writeWarn({ hours: event.target.value })}
          />
        </label>
      </div>
      <label>
        {say('duty.warn.area')}
        <input
          dir="auto"
          maxLength={300}
          value={form.area}
          onChange={(event) => writeWarn({ area: event.target.value })}
        />
      </label>
      <label>
        {say('duty.warn.shape')}
        <input
          dir="ltr"
          placeholder="48.1,38.2 20"
          value={form.shape}
          onChange={(event) => writeWarn({ shape: event.target.value })}
        />
      </label>
      {form.updates === undefined && <Drill form={form} />}
    </fieldset>
  )
}

function Drill({ form }: { readonly form: Warn }) {
  const { say } = useWords()
  const natures = ['', 'exercise', 'test'] as const
  return (
    <div className="fields">
      <Choice
        label={say('duty.warn.nature')}
        value={form.drill}
        set={(drill) => writeWarn({ drill: natures.find((one) => one === drill) ?? '' })}
        options={natures.map((one) => [one, say(`duty.warn.is.${one === '' ? 'actual' : one}`)] as const)}
      />
      {form.drill === 'exercise' && (
        <label>
          {say('duty.warn.exercise')}
          <input
            dir="ltr"
            required
            placeholder="peace-27"
            maxLength={64}
            value={form.exercise}
            onChange={(event) => writeWarn({ exercise: event.target.value })}
          />
        </label>
      )}
    </div>
  )
}

/** Under which label it goes: as high as the officer may read. */
export function WarnLabel({ form, levels }: { readonly form: Warn; readonly levels: readonly string[] }) {
  const { say, word } = useWords()
  return (
    <fieldset className="card">
      <legend>{say('compose.label')}</legend>
      <div className="fields">
        <Choice
          label={say('compose.level')}
          none={say('compose.choose')}
          value={form.level}
          set={(level) => writeWarn({ level })}
          options={levels.map((name) => [name, word('level', name)] as const)}
        />
        <CategoryChoice
          none={say('compose.choose')}
          value={form.category}
          set={(category) => writeWarn({ category })}
        />
      </div>
    </fieldset>
  )
}
