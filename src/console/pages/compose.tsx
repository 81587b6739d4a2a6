import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { charterQuery, doorQuery } from '../api/queries.ts'
import { Missing } from '../ui/missing.tsx'
import { useShownLevel } from '../ui/shown-levels.ts'
import { useWords } from '../words/say.tsx'
import { Audience } from './compose-audience.tsx'
import { CheckPage } from './compose-check.tsx'
import { Content } from './compose-content.tsx'
import { isPreviewable, hasContent, useCompose, write, type Compose } from './compose-form.ts'
import { Label } from './compose-label.tsx'
import { usePreview } from './compose-preview.ts'

/** A report is written on one side, and on the other the node says at once who would get it. */
export function ComposePage() {
  const { say } = useWords()
  const form = useCompose()
  useShownLevel(form.level)
  return (
    <div className="compose">
      <h1>{say('place.compose')}</h1>
      {form.isChecked ? <CheckPage form={form} /> : <Writing form={form} />}
    </div>
  )
}

function Writing({ form }: { readonly form: Compose }) {
  const { say } = useWords()
  const charter = useQuery(charterQuery).data
  const door = useQuery(doorQuery).data
  const preview = usePreview(form)
  const [isTried, setTried] = useState(false)
  const missing = missingIn(form)
  const isRefused = preview.data?.recipients.some(({ allowed }) => !allowed) ?? false
  const next = (): void => {
    setTried(true)
    if (missing.length === 0 && preview.data !== undefined && !isRefused) write({ isChecked: true })
  }
  if (charter === undefined || door === undefined) return null
  return (
    <form
      className="compose-columns"
      onSubmit={(event) => {
        event.preventDefault()
        next()
      }}
    >
      <div className="compose-side">
        <Content form={form} />
        <Label form={form} charter={charter} levels={door.session?.levels ?? charter.levels} />
      </div>
      <div className="compose-side">
        <Audience
          charter={charter}
          self={door.party}
          to={form.to}
          choose={(to) => write({ to })}
          preview={isPreviewable(form) ? preview.data : undefined}
          error={isPreviewable(form) ? preview.error : null}
        />
        {isTried && <Missing names={missing.map((name) => say(`compose.needs.${name}`))} />}
        {isRefused && <p className="hint">{say('compose.refusedHint')}</p>}
        <p className="buttons">
          <button type="submit" className="primary" disabled={isRefused || preview.isLoading}>
            {say('compose.review')}
          </button>
        </p>
      </div>
    </form>
  )
}

function missingIn(form: Compose): readonly string[] {
  const { title, upload, to, level, category } = form
  const gaps: readonly (readonly [string, boolean])[] = [
    ['content', hasContent(form)],
    ['title', title !== '' || upload?.format === 'stix'],
    ['to', to.length > 0],
    ['level', level !== ''],
    ['category', category !== ''],
    ['note', isPreviewable(form) || to.length === 0 || level === '' || category === ''],
  ]
  return gaps.flatMap(([name, isThere]) => (isThere ? [] : [name]))
}
