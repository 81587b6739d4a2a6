import { useQuery } from '@tanstack/react-query'
import {
  forecastQuery,
  timelineQuery,
  type Agreement,
  type Forecast,
  type TimelineMoment,
} from '../../api/agreements.ts'
import { useNow } from '../../browser/now.ts'
import { EmptyNote } from '../../ui/empty-note.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Day } from '../../words/day.tsx'
import { useWords } from '../../words/say.tsx'
import { CourseDrawing } from './course-drawing.tsx'
import { msOf } from './course-scale.ts'

interface Props {
  readonly name: string
  readonly agreement: Agreement
}

/** A line of the course: what was done, what follows from it, or what is only expected. */
export interface CourseLine {
  readonly at: string
  readonly what: string
  readonly nature: 'done' | 'follows' | 'expected'
  /** Of the forecast of the entry into force. */
  readonly isForecast?: true
}

/** Everything that was done and every day that follows, past and to come, drawn and as a table of the same lines. */
export function CourseView({ name, agreement }: Props) {
  const { say } = useWords()
  const words = useMomentWords()
  const timeline = useQuery(timelineQuery(name))
  const forecast = useQuery({ ...forecastQuery(name), enabled: agreement.state !== 'founding' })
  if (timeline.data === undefined) return <ProblemNote error={timeline.error} />
  const lines = [...timeline.data.items.map(words), ...expectedLines(forecast.data, say)].toSorted((one, other) =>
    one.at < other.at ? -1 : 1,
  )
  if (lines.length === 0)
    return <EmptyNote title={say('agreement.course.none')} why={say('agreement.course.noneWhy')} />
  return (
    <section className="card" aria-labelledby="course-title">
      <h2 id="course-title">{say('agreement.view.course')}</h2>
      <CourseDrawing lines={lines} offset={agreement.utcOffset} />
      <Lines lines={lines} offset={agreement.utcOffset} />
      {agreement.state !== 'founding' && (
        <p>
          <a href={`/api/v1/agreements/${encodeURIComponent(name)}/calendar`} download={`${agreement.name}.ics`}>
            {say('agreement.course.calendar')}
          </a>
        </p>
      )}
    </section>
  )
}

type Say = ReturnType<typeof useWords>['say']

function expectedLines(forecast: Forecast | undefined, say: Say): readonly CourseLine[] {
  if (forecast === undefined || forecast.settled !== undefined) return []
  return (['earliest', 'likely', 'latest'] as const).flatMap((name) => {
    const at = forecast[name]
    return at === undefined
      ? []
      : [{ at, what: say(`agreement.course.${name}`), nature: 'expected' as const, isForecast: true as const }]
  })
}

function useMomentWords(): (moment: TimelineMoment) => CourseLine {
  const { say, word } = useWords()
  return ({ at, kind, party = '', deed, step }) => {
    if (kind === 'action') return { at, what: `${party}: ${word('agreement.deed', deed ?? '')}`, nature: 'done' }
    const params = { party, step: step === undefined ? '' : say(`agreement.step.${step}`) }
    return { at, what: say(`agreement.moment.${kind}`, params), nature: kind === 'step' ? 'expected' : 'follows' }
  }
}

const columns = ['when', 'what', 'nature'] as const

function Lines({ lines, offset }: { readonly lines: readonly CourseLine[]; readonly offset: string }) {
  const { say } = useWords()
  const now = useNow()
  const next = lines.find(({ at }) => msOf(at) > now)
  return (
    <table className="course-lines">
      <thead>
        <tr>
          {columns.map((name) => (
            <th key={name} scope="col">
              {say(`agreement.course.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={`${line.at} ${line.what}`} data-is-next={line === next} data-nature={line.nature}>
            <td>
              <Day at={line.at} offset={offset} />
            </td>
            <td>
              {line.what}
              {line === next && <span className="tag">{say('agreement.course.next')}</span>}
            </td>
            <td>{say(`agreement.course.is.${line.nature}`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
