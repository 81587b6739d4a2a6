import type { Charter } from '../../api/forms.ts'
import { Choice } from '../../ui/choice.tsx'
import { CategoryChoice, PurposeChoice } from '../../ui/label-choices.tsx'
import { MomentField } from '../../words/moment-field.tsx'
import { useWords } from '../../words/say.tsx'
import { Handling } from '../compose-label.tsx'
import { writeAsk, type Ask } from './ask-form.ts'
import { zonedText } from './need-by.ts'

const texts = [
  ['question', 8000, 5],
  ['use', 1000, 2],
  ['legalBasis', 1000, 2],
] as const

/** What is asked, what for, and on which ground. */
export function AskTexts({ form }: { readonly form: Ask }) {
  const { say } = useWords()
  return (
    <fieldset className="card">
      <legend>{say('consult.question')}</legend>
      <label>
        {say('compose.title')}
        <input
          dir="auto"
          maxLength={300}
          value={form.title}
          onChange={(event) => writeAsk({ title: event.target.value })}
        />
      </label>
      {texts.map(([name, most, rows]) => (
        <label key={name}>
          {say(`consult.field.${name}`)}
          <textarea
            dir="auto"
            rows={rows}
            maxLength={most}
            value={form[name]}
            onChange={(event) => writeAsk({ [name]: event.target.value })}
          />
        </label>
      ))}
    </fieldset>
  )
}

/** By when, as an instant, and by whose clocks that is meant. */
export function AskDeadline({ form: { needBy, zone } }: { readonly form: Ask }) {
  const { say } = useWords()
  return (
    <fieldset className="card">
      <legend>{say('consult.needBy')}</legend>
      <div className="fields">
        <MomentField label={say('consult.field.needBy')} value={needBy} onChange={(at) => writeAsk({ needBy: at })} />
        <label>
          {say('consult.field.zone')}
          <input
            dir="ltr"
            maxLength={64}
            placeholder="Asia/Almaty"
            value={zone}
            onChange={(event) => writeAsk({ zone: event.target.value })}
          />
        </label>
      </div>
      {needBy !== undefined && (
        <p className="hint">
          <bdi>{zonedText(needBy, zone.trim())}</bdi>
        </p>
      )}
    </fieldset>
  )
}

interface LabelProps {
  readonly form: Ask
  readonly charter: Charter
  readonly levels: readonly string[]
}

/** Under which label it goes: as high as the officer may read. */
export function AskLabel({ form, charter, levels }: LabelProps) {
  const { say, word } = useWords()
  return (
    <fieldset className="card">
      <legend>{say('compose.label')}</legend>
      <div className="fields">
        <Choice
          label={say('compose.level')}
          none={say('compose.choose')}
          value={form.level}
          set={(level) => writeAsk({ level })}
          options={levels.map((name) => [name, word('level', name)] as const)}
        />
        <CategoryChoice none={say('compose.choose')} value={form.category} set={(category) => writeAsk({ category })} />
        <PurposeChoice value={form.purpose} set={(purpose) => writeAsk({ purpose })} />
      </div>
      <Handling chosen={form.handling} choose={(handling) => writeAsk({ handling })} charter={charter} />
    </fieldset>
  )
}

/** Whose answer is meant within the states that are asked. */
export function Organs({ form: { to, organs } }: { readonly form: Ask }) {
  const { say } = useWords()
  if (to.length === 0) return null
  return (
    <fieldset className="card">
      <legend>{say('consult.organs')}</legend>
      <p className="hint">{say('consult.organsHint')}</p>
      {to.map((party) => (
        <label key={party}>
          {party}
          <input
            dir="auto"
            maxLength={120}
            value={organs[party] ?? ''}
            onChange={(event) => writeAsk({ organs: { ...organs, [party]: event.target.value } })}
          />
        </label>
      ))}
    </fieldset>
  )
}
