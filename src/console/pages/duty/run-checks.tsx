import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { desksKey, directoryQuery, runChecks, type Desk, type Ran } from '../../api/desks.ts'
import { doorQuery } from '../../api/queries.ts'
import { useRefusal } from '../../frame/allowed.ts'
import { useSigned } from '../../frame/confirming.tsx'
import { useDraft } from '../../ui/draft.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { RefusalNote } from '../../ui/refusal-note.tsx'
import { useWords } from '../../words/say.tsx'

const minuteMs = 60_000
const nobody: readonly string[] = []

/** Asks desks of others whether they hear us: those chosen, or some of all by lot. */
export function RunChecks() {
  const { say } = useWords()
  const self = useQuery(doorQuery).data?.party ?? ''
  const refused = useRefusal('desks.act')
  const others = (useQuery(directoryQuery).data?.items ?? []).filter(({ party }) => party !== self)
  const { draft: chosen, write: choose, drop } = useDraft(nobody)
  const [minutes, setMinutes] = useState('15')
  const [pick, setPick] = useState('')
  const replyWithinMs = Number(minutes) * minuteMs
  const running = useSigned(
    (desks: typeof nobody) =>
      runChecks(
        desks.length > 0
          ? { desks, replyWithinMs }
          : { desks: 'all', replyWithinMs, ...(pick === '' ? {} : { pick: Number(pick) }) },
      ),
    { renews: { queryKey: [desksKey] }, done: (_ran, desks) => drop(desks) },
  )
  return (
    <form
      className="card"
      aria-labelledby="run-title"
      onSubmit={(event) => {
        event.preventDefault()
        running.mutate(chosen)
      }}
    >
      <h2 id="run-title">{say('duty.checks.run')}</h2>
      <Which desks={others} chosen={chosen} choose={choose} />
      <div className="fields">
        <CountField
          label={say('duty.checks.within')}
          pattern="[1-9]\d{0,3}"
          value={minutes}
          set={setMinutes}
          isRequired
        />
        {chosen.length === 0 && (
          <CountField label={say('duty.checks.pick')} pattern="[1-9]\d?" value={pick} set={setPick} />
        )}
      </div>
      <ProblemNote error={running.error} />
      {running.data !== undefined && <RanNote ran={running.data} />}
      {refused === undefined ? (
        <p className="buttons">
          <button type="submit" className="primary" disabled={running.isPending || others.length === 0}>
            {say(chosen.length > 0 ? 'duty.checks.runChosen' : 'duty.checks.runAll')}
          </button>
        </p>
      ) : (
        <RefusalNote refusal={refused} />
      )}
    </form>
  )
}

interface CountProps {
  readonly label: string
  readonly pattern: string
  readonly value: string
  readonly set: (value: string) => void
  readonly isRequired?: boolean
}

function CountField({ label, pattern, value, set, isRequired = false }: CountProps) {
  return (
    <label>
      {label}
      <input
        required={isRequired}
        pattern={pattern}
        inputMode="numeric"
        dir="ltr"
        value={value}
        onChange={(event) => set(event.target.value)}
      />
    </label>
  )
}

interface WhichProps {
  readonly desks: readonly Desk[]
  readonly chosen: readonly string[]
  readonly choose: (chosen: readonly string[]) => void
}

/** Each desk once, under however many labels it stands. */
function Which({ desks, chosen, choose }: WhichProps) {
  const { say, named } = useWords()
  const byName = new Map(desks.map((desk) => [`${desk.party}/${desk.desk}`, desk]))
  return (
    <fieldset className="choices-row">
      <legend>{say('duty.checks.which')}</legend>
      {[...byName].map(([name, { title }]) => (
        <label key={name} className="choice">
          <input
            type="checkbox"
            checked={chosen.includes(name)}
            onChange={() => choose(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name])}
          />
          <code>{name}</code> <bdi>{named(title, '')}</bdi>
        </label>
      ))}
    </fieldset>
  )
}

/** How many were asked, and whom the gate did not let ask. */
function RanNote({ ran: { checks, refused } }: { readonly ran: Ran }) {
  const { say, refusal } = useWords()
  return (
    <p role="status">
      {say('duty.checks.ran', { count: checks.flatMap(({ desks }) => desks).length })}{' '}
      {refused.map(({ party, code }) => `${party}: ${refusal({ code, params: { party } }).sentence}`).join(' ')}
    </p>
  )
}
