import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { charterQuery, doorQuery } from '../../api/queries.ts'
import { Missing } from '../../ui/missing.tsx'
import { useShownLevel } from '../../ui/shown-levels.ts'
import { useWords } from '../../words/say.tsx'
import { Audience } from '../compose-audience.tsx'
import { HoldChoice } from './answer-form.tsx'
import { AskCheck } from './ask-check.tsx'
import { AskDeadline, AskLabel, AskTexts, Organs } from './ask-fields.tsx'
import { askAnew, missingIn, useAsk, writeAsk, type Ask } from './ask-form.ts'
import { useAskPreview } from './ask-preview.ts'

/** A request is written beside who would get it; then everything stands once more before it is signed. */
export function AskPage() {
  const { say } = useWords()
  const form = useAsk()
  useShownLevel(form.level)
  return (
    <div className="compose">
      <h2>{say('consult.ask.title')}</h2>
      {form.isChecked ? <AskCheck form={form} /> : <Writing form={form} />}
    </div>
  )
}

function Writing({ form }: { readonly form: Ask }) {
  const { say } = useWords()
  const charter = useQuery(charterQuery).data
  const door = useQuery(doorQuery).data
  const preview = useAskPreview(form)
  const [isTried, setTried] = useState(false)
  const missing = missingIn(form)
  const isRefused = preview.data?.recipients.some(({ allowed }) => !allowed) ?? false
  if (charter === undefined || door === undefined) return null
  return (
    <form
      className="compose-columns"
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (missing.length === 0 && preview.data !== undefined && !isRefused) writeAsk({ isChecked: true })
      }}
    >
      <div className="compose-side">
        <AskTexts form={form} />
        <AskDeadline form={form} />
      </div>
      <div className="compose-side">
        <AskLabel form={form} charter={charter} levels={door.session?.levels ?? charter.levels} />
        <Audience
          charter={charter}
          self={door.party}
          to={form.to}
          choose={(to) => writeAsk({ to })}
          preview={preview.data}
          error={preview.error}
        />
        <Organs form={form} />
        {preview.data?.secondOfficer !== true && (
          <HoldChoice isHeld={form.isHeld} isNeeded={false} hold={(isHeld) => writeAsk({ isHeld })} />
        )}
        {isTried && <Missing names={missing.map((name) => say(`consult.needs.${name}`))} />}
        {isRefused && <p className="hint">{say('compose.refusedHint')}</p>}
        <p className="buttons">
          <button type="submit" className="primary" disabled={isRefused || preview.isLoading}>
            {say('duty.warn.review')}
          </button>
          <button type="button" onClick={askAnew}>
            {say('duty.warn.drop')}
          </button>
        </p>
      </div>
    </form>
  )
}
