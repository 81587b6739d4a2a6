import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { templatesQuery } from '../../api/alerts.ts'
import { charterQuery, doorQuery } from '../../api/queries.ts'
import { Missing } from '../../ui/missing.tsx'
import { useShownLevel } from '../../ui/shown-levels.ts'
import { useWords } from '../../words/say.tsx'
import { Audience } from '../compose-audience.tsx'
import { WarnCheck } from './warn-check.tsx'
import { WarnFacts, WarnLabel } from './warn-facts.tsx'
import { fromTemplate, missingIn, useWarn, warnAnew, writeWarn, type Warn } from './warn-form.ts'
import { useWarnPreview } from './warn-preview.ts'
import { WarnTexts } from './warn-texts.tsx'

/** A warning is begun with its topic and ends with who would get it; then everything stands once more before it is signed. */
export function WarnPage() {
  const { say } = useWords()
  const form = useWarn()
  useShownLevel(form.level)
  return (
    <div className="compose" data-is-drill={form.drill !== ''}>
      <h2>
        {form.updates === undefined ? say('duty.warn.title') : say('duty.warn.update', { title: form.updates.title })}
      </h2>
      {form.isChecked ? <WarnCheck form={form} /> : <Writing form={form} />}
    </div>
  )
}

function Writing({ form }: { readonly form: Warn }) {
  const { say } = useWords()
  const charter = useQuery(charterQuery).data
  const door = useQuery(doorQuery).data
  const preview = useWarnPreview(form)
  const [isTried, setTried] = useState(false)
  const missing = missingIn(form)
  const isUpdate = form.updates !== undefined
  // Whom the gate lets have no new text is told that the old one is over.
  const isRefused = !isUpdate && (preview.data?.recipients.some(({ allowed }) => !allowed) ?? false)
  if (charter === undefined || door === undefined) return null
  return (
    <form
      className="compose-columns"
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (missing.length === 0 && preview.data !== undefined && !isRefused) writeWarn({ isChecked: true })
      }}
    >
      <div className="compose-side">
        {!isUpdate && <Topics form={form} />}
        <WarnTexts form={form} />
      </div>
      <div className="compose-side">
        <WarnFacts form={form} />
        {!isUpdate && <WarnLabel form={form} levels={door.session?.levels ?? charter.levels} />}
        <Audience
          charter={charter}
          self={door.party}
          to={form.to}
          choose={(to) => writeWarn({ to })}
          preview={preview.data}
          error={preview.error}
        />
        {isUpdate && <p className="hint">{say('duty.warn.updateHint')}</p>}
        {isTried && <Missing names={missing.map((name) => say(`duty.warn.needs.${name}`))} />}
        {isRefused && <p className="hint">{say('compose.refusedHint')}</p>}
        <p className="buttons">
          <button type="submit" className="primary" disabled={isRefused || preview.isLoading}>
            {say('duty.warn.review')}
          </button>
          <button type="button" onClick={warnAnew}>
            {say('duty.warn.drop')}
          </button>
        </p>
      </div>
    </form>
  )
}

/** What first warnings say, one press each. */
function Topics({ form }: { readonly form: Warn }) {
  const { say, named } = useWords()
  const templates = useQuery(templatesQuery).data?.items ?? []
  if (templates.length === 0) return null
  return (
    <fieldset className="card">
      <legend>{say('duty.warn.topic')}</legend>
      <div className="topics">
        {templates.map((template) => (
          <button
            key={template.name}
            type="button"
            aria-pressed={form.template === template.name}
            onClick={() => writeWarn(fromTemplate(template))}
          >
            {named(template.title, template.name)}
          </button>
        ))}
      </div>
    </fieldset>
  )
}
