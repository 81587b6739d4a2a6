import type { Charter } from '../api/forms.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { Verdict } from '../ui/verdict.tsx'
import { useWords } from '../words/say.tsx'
import { PeerNote } from './peer-note.tsx'
import type { Preview } from './compose-preview.ts'

interface AudienceProps {
  readonly charter: Charter
  readonly self: string
  readonly to: readonly string[]
  readonly choose: (to: readonly string[]) => void
  /** The gate's answer to all that was chosen, once there is one, or why there is none. */
  readonly preview: Preview | undefined
  readonly error: Error | null
}

/** The states, each with what the gate says of it now. Nobody is addressed who was not chosen. */
export function Audience({ charter, self, to, choose, preview, error }: AudienceProps) {
  const { say, named } = useWords()
  const others = charter.parties.filter(({ party }) => party !== self)
  const toggle = (party: string): void =>
    choose(to.includes(party) ? to.filter((one) => one !== party) : [...to, party])
  return (
    <fieldset className="card">
      <legend>{say('compose.audience')}</legend>
      <p className="hint">{say('compose.audienceHint')}</p>
      <ul className="audience" aria-live="polite">
        {others.map(({ party, name, standing }) => {
          const isChosen = to.includes(party)
          return (
            <li key={party} data-is-chosen={isChosen}>
              <label className="choice">
                <input type="checkbox" checked={isChosen} onChange={() => toggle(party)} />
                <strong>{party}</strong>
                <span className="beside">{typeof name === 'object' ? named(name, standing) : (name ?? standing)}</span>
              </label>
              <Verdict isChosen={isChosen} verdict={preview?.recipients.find((one) => one.party === party)} />
              {isChosen && <PeerNote party={party} />}
            </li>
          )
        })}
      </ul>
      <ProblemNote error={error} />
      {preview?.secondOfficer === true && <p className="second-officer">{say('compose.secondOfficer')}</p>}
    </fieldset>
  )
}

interface CheckedProps {
  readonly to: readonly string[]
  readonly verdicts: Preview['recipients']
}

/** Those who were chosen, once more, each with what the gate says. */
export function CheckedAudience({ to, verdicts }: CheckedProps) {
  return (
    <ul className="audience">
      {to.map((party) => (
        <li key={party}>
          <strong>{party}</strong>
          <Verdict isChosen verdict={verdicts.find((one) => one.party === party)} />
        </li>
      ))}
    </ul>
  )
}
