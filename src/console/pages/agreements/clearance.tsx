import { trackSteps } from '#protocol/acts/track-step.ts'
import { useQuery } from '@tanstack/react-query'
import {
  factsQuery,
  forecastQuery,
  type Agreement,
  type Facts,
  type Forecast,
  type TrackedStep,
} from '../../api/agreements.ts'
import { EmptyNote } from '../../ui/empty-note.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Day } from '../../words/day.tsx'
import { useWords } from '../../words/say.tsx'
import { ProgressForm } from './progress-form.tsx'

interface Props {
  readonly name: string
  readonly agreement: Agreement
}

/** What is missing for the entry into force and by whom, how far each state is at home, and when it may be. */
export function ClearanceView({ name, agreement }: Props) {
  const { say } = useWords()
  const isKnown = agreement.state !== 'founding'
  const forecast = useQuery({ ...forecastQuery(name), enabled: isKnown })
  const facts = useQuery({ ...factsQuery(name), enabled: isKnown })
  if (!isKnown) return <EmptyNote title={say('agreement.clearance.none')} why={say('agreement.founding.why')} />
  if (forecast.data === undefined || facts.data === undefined) {
    return <ProblemNote error={forecast.error ?? facts.error} />
  }
  return (
    <>
      <Missing forecast={forecast.data} offset={agreement.utcOffset} />
      <Tracker agreement={agreement} forecast={forecast.data} tracks={facts.data.tracks} />
      <details className="card">
        <summary>{say('agreement.progress.title')}</summary>
        <ProgressForm name={name} facts={facts.data} />
      </details>
    </>
  )
}

function Missing({ forecast, offset }: { readonly forecast: Forecast; readonly offset: string }) {
  const { say, word } = useWords()
  const { settled, lacks, confidence } = forecast
  return (
    <section className="card" aria-labelledby="missing-title">
      <h2 id="missing-title">{say('agreement.clearance.missing')}</h2>
      {settled !== undefined && (
        <p data-says="yes">
          ✓ {say('agreement.clearance.settled')} <Day at={settled} offset={offset} />
        </p>
      )}
      <ul className="lacks">
        {lacks.map(({ count, from, isEachNeeded, condition }) => (
          <li key={from.join(' ')}>
            <strong>
              {say('agreement.clearance.lack', {
                count,
                kinds: (condition.kinds ?? []).map((kind) => word('agreement.deed', kind)).join(', ') || 'any',
              })}
            </strong>{' '}
            {from.length > 0 &&
              say(isEachNeeded ? 'agreement.clearance.each' : 'agreement.clearance.among', {
                parties: from.join(', '),
              })}
          </li>
        ))}
      </ul>
      {settled === undefined && <Span forecast={forecast} offset={offset} />}
      {forecast.earliest !== undefined && (
        <p>
          <label className="sure">
            {say('agreement.clearance.confidence', { percent: confidence })}
            <meter min={0} max={100} value={confidence} />
          </label>
        </p>
      )}
    </section>
  )
}

const dates = ['earliest', 'likely', 'latest'] as const

function Span({ forecast, offset }: { readonly forecast: Forecast; readonly offset: string }) {
  const { say } = useWords()
  if (forecast.earliest === undefined) return <p>{say('agreement.clearance.noDate')}</p>
  return (
    <dl className="facts">
      {dates.map((name) => {
        const at = forecast[name]
        return (
          <div key={name} className="fact">
            <dt>{say(`agreement.clearance.${name}`)}</dt>
            <dd>{at === undefined ? '–' : <Day at={at} offset={offset} />}</dd>
          </div>
        )
      })}
    </dl>
  )
}

interface TrackerProps {
  readonly agreement: Agreement
  readonly forecast: Forecast
  readonly tracks: Facts['tracks']
}

/** One row a state, one column a step of its procedures, as it says itself. */
function Tracker({ agreement, forecast, tracks }: TrackerProps) {
  const { say } = useWords()
  const parties = [...new Set([...agreement.participants, ...tracks.map(({ party }) => party)])].toSorted()
  return (
    <section className="card" aria-labelledby="tracker-title">
      <h2 id="tracker-title">{say('agreement.clearance.tracker')}</h2>
      <p className="hint">{say('agreement.clearance.trackerWhy')}</p>
      <div className="table-scroller" tabIndex={0} role="group" aria-labelledby="tracker-title">
        <table className="tracker">
          <thead>
            <tr>
              <th scope="col">{say('agreement.column.party')}</th>
              <th scope="col">{say('agreement.clearance.instrument')}</th>
              {trackSteps.map((step) => (
                <th key={step} scope="col">
                  {say(`agreement.step.${step}`)}
                </th>
              ))}
              <th scope="col">{say('agreement.clearance.deposit')}</th>
            </tr>
          </thead>
          <tbody>
            {parties.map((party) => (
              <TrackRow key={party} party={party} agreement={agreement} forecast={forecast} tracks={tracks} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function TrackRow({ party, agreement, forecast, tracks }: TrackerProps & { readonly party: string }) {
  const { word } = useWords()
  const track = tracks.find((one) => one.party === party)
  const prospect = forecast.prospects.find((one) => one.party === party)
  return (
    <tr>
      <th scope="row">{party}</th>
      <td>{track === undefined ? '–' : word('agreement.deed', track.instrument)}</td>
      {trackSteps.map((step) => (
        <StepCell
          key={step}
          found={track?.steps.filter((one) => one.step === step) ?? []}
          isSaid={track !== undefined}
          isLate={prospect?.overdue.includes(step) === true}
          offset={agreement.utcOffset}
        />
      ))}
      <td>
        <Deposit party={party} agreement={agreement} prospect={prospect} />
      </td>
    </tr>
  )
}

interface DepositProps {
  readonly party: string
  readonly agreement: Agreement
  readonly prospect: Forecast['prospects'][number] | undefined
}

function Deposit({ party, agreement: { parties, utcOffset }, prospect }: DepositProps) {
  const { say } = useWords()
  const consent = parties.find((one) => one.party === party)?.consent
  if (consent !== undefined) {
    return (
      <span data-says="yes">
        ✓ <Day at={consent.at} offset={utcOffset} />
      </span>
    )
  }
  if (prospect?.deposit === undefined) return say('agreement.clearance.undated')
  return (
    <>
      <Day at={prospect.deposit.likely} offset={utcOffset} />
      <span className="hint block">{say('agreement.clearance.sure', { percent: prospect.deposit.confidence })}</span>
    </>
  )
}

interface StepProps {
  readonly found: readonly TrackedStep[]
  readonly isSaid: boolean
  readonly isLate: boolean
  readonly offset: string
}

function StepCell({ found, isSaid, isLate, offset }: StepProps) {
  const { say } = useWords()
  if (found.length === 0) return <td>{isSaid ? say('agreement.clearance.open') : '–'}</td>
  return (
    <td>
      {found.map(({ reading, state, blocker }) => (
        <span key={reading ?? 0} className="block">
          {state.kind === 'done' && state.at !== undefined && (
            <span data-says="yes">
              ✓ <Day at={state.at} offset={offset} />
            </span>
          )}
          {state.kind === 'expected' && state.expected !== undefined && (
            <span data-says={isLate ? 'no' : undefined}>
              {isLate ? '✗ ' : '… '}
              <Day at={state.expected.likely} offset={offset} />
            </span>
          )}
          {state.kind === 'open' && say('agreement.clearance.open')}
          {state.kind === 'not-needed' && say('agreement.clearance.notNeeded')}
          {reading !== undefined && <span className="hint"> {say('agreement.clearance.reading', { reading })}</span>}
          {blocker !== undefined && <bdi className="hint block">{blocker}</bdi>}
        </span>
      ))}
    </td>
  )
}
