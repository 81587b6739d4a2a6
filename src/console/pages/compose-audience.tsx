import type { UseQueryResult } from '@tanstack/react-query'
import type { Charter } from '../api/forms.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { Verdict } from '../ui/verdict.tsx'
import { useWords } from '../words/say.tsx'
import { PeerNote } from './peer-note.tsx'
import { isPreviewable, write, type Compose } from './compose-form.ts'
import type { Preview } from './compose-preview.ts'

interface AudienceProps {
  readonly form: Compose
  readonly charter: Charter
  readonly self: string
  readonly preview: UseQueryResult<Preview>
}

/** The states, each with what the gate says of it now. Nobody is addressed who was not chosen. */
export function Audience({ form, charter, self, preview }: AudienceProps) {
  const { say, named } = useWords()
  const others = charter.parties.filter(({ party }) => party !== self)
  const verdicts = isPreviewable(form) ? (preview.data?.recipients ?? []) : []
  const toggle = (party: string): void =>
    write({ to: form.to.includes(party) ? form.to.filter((one) => one !== party) : [...form.to, party] })
  return (
    <fieldset className="card">
      <legend>{say('compose.audience')}</legend>
      <p className="hint">{say('compose.audienceHint')}</p>
      <ul className="audience" aria-live="polite">
        {others.map(({ party, name, standing }) => {
          const isChosen = form.to.includes(party)
          return (
            <li key={party} data-is-chosen={isChosen}>
              <label className="choice">
                <input type="checkbox" checked={isChosen} onChange={() => toggle(party)} />
                <strong>{party}</strong>
                <span className="beside">{typeof name === 'object' ? named(name, standing) : (name ?? standing)}</span>
              </label>
              <Verdict isChosen={isChosen} verdict={verdicts.find((one) => one.party === party)} />
              {isChosen && <PeerNote party={party} />}
            </li>
          )
        })}
      </ul>
      {isPreviewable(form) && <ProblemNote error={preview.error} />}
      {preview.data?.secondOfficer === true && isPreviewable(form) && (
        <p className="second-officer">{say('compose.secondOfficer')}</p>
      )}
    </fieldset>
  )
}
