import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { agreementsKey, sayProgress, type Facts } from '../../api/agreements.ts'
import { doorQuery } from '../../api/queries.ts'
import { useRefusal } from '../../frame/allowed.ts'
import { useSigned } from '../../frame/confirming.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { useWords } from '../../words/say.tsx'
import { canBeHeldUp, linesOf, stepsOf, type StepLine } from './progress.ts'

interface Props {
  readonly name: string
  readonly facts: Facts
}

/** What this state says of its own way to an instrument. It is signed and told to all; the newest word holds. */
export function ProgressForm({ name, facts }: Props) {
  const { say, word, refusal } = useWords()
  const door = useQuery(doorQuery).data
  const no = useRefusal('agreement.act')
  const own = facts.tracks.find(({ party }) => party === door?.party)
  const { consents: kinds, utcOffset } = facts.clauses
  const [instrument, setInstrument] = useState(own?.instrument ?? kinds[0] ?? 'ratification')
  const [lines, setLines] = useState(() => linesOf(own?.steps ?? [], utcOffset))
  const steps = stepsOf(lines, utcOffset)
  const saying = useSigned(() => sayProgress(name, { instrument, steps: steps ?? [] }), {
    renews: { queryKey: [agreementsKey] },
  })
  const change = (at: number, line: StepLine): void => setLines(lines.with(at, line))
  return (
    <form
      className="progress-form"
      onSubmit={(event) => {
        event.preventDefault()
        saying.mutate()
      }}
    >
      <p className="hint">{say('agreement.progress.what')}</p>
      {no !== undefined && <p className="second-officer">{refusal(no).sentence}</p>}
      <label>
        {say('agreement.clearance.instrument')}
        <select value={instrument} onChange={(event) => setInstrument(event.target.value)}>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {word('agreement.deed', kind)}
            </option>
          ))}
        </select>
      </label>
      {lines.map((line, at) => (
        <Line key={`${line.step} ${line.reading ?? 0}`} line={line} change={(changed) => change(at, changed)} />
      ))}
      {steps === undefined && <p className="hint">{say('agreement.progress.days')}</p>}
      <ProblemNote error={saying.error} />
      {saying.data !== undefined && (
        <p role="status" data-says="yes">
          ✓ {say('agreement.progress.said')}
        </p>
      )}
      <p className="buttons">
        <button
          type="submit"
          className="primary"
          disabled={no !== undefined || steps === undefined || saying.isPending}
        >
          {say('agreement.check.sign')}
        </button>
      </p>
    </form>
  )
}

const states = ['open', 'done', 'expected', 'not-needed'] as const
const days = { done: ['at'], expected: ['earliest', 'likely', 'latest'] } as const

interface LineProps {
  readonly line: StepLine
  readonly change: (line: StepLine) => void
}

function Line({ line, change }: LineProps) {
  const { say } = useWords()
  const title = useId()
  const fields = line.kind === 'done' || line.kind === 'expected' ? days[line.kind] : []
  return (
    <div className="progress-line" role="group" aria-labelledby={title}>
      <span id={title}>
        {say(`agreement.step.${line.step}`)}
        {line.reading !== undefined && ` ${say('agreement.clearance.reading', { reading: line.reading })}`}
      </span>
      <select
        aria-label={say('agreement.column.state_')}
        value={line.kind}
        onChange={(event) => change({ ...line, kind: event.target.value })}
      >
        {states.map((kind) => (
          <option key={kind} value={kind}>
            {say(`agreement.progress.${kind}`)}
          </option>
        ))}
      </select>
      {fields.map((field) => (
        <input
          key={field}
          aria-label={say(`agreement.progress.on.${field}`)}
          placeholder={say(`agreement.progress.on.${field}`)}
          value={line[field]}
          onChange={(event) => change({ ...line, [field]: event.target.value })}
        />
      ))}
      {line.kind === 'expected' && (
        <input
          aria-label={say('agreement.progress.sure')}
          className="percent"
          value={line.confidence}
          onChange={(event) => change({ ...line, confidence: event.target.value })}
        />
      )}
      {canBeHeldUp(line.kind) && (
        <input
          dir="auto"
          maxLength={500}
          aria-label={say('agreement.progress.blocker')}
          placeholder={say('agreement.progress.blocker')}
          value={line.blocker}
          onChange={(event) => change({ ...line, blocker: event.target.value })}
        />
      )}
    </div>
  )
}
