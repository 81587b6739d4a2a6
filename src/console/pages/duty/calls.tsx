import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { callQuery, callsQuery, desksKey, type Call } from '../../api/desks.ts'
import { tell } from '../../api/ask.ts'
import { useSigned } from '../../frame/confirming.tsx'
import { EmptyNote } from '../../ui/empty-note.tsx'
import { Marking } from '../../ui/marking.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { ShapedWord, type Look } from '../../ui/shaped-word.tsx'
import { FullMoment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { RecordCall } from './record-call.tsx'

/** Calls that were made outside: recorded by one side, countersigned or contested by the others that took part. */
export function CallsPage() {
  const { say } = useWords()
  const { data, error } = useQuery(callsQuery)
  return (
    <div className="compose">
      <RecordCall />
      <section className="card" aria-labelledby="calls-title">
        <h2 id="calls-title">{say('duty.calls.title')}</h2>
        {data === undefined && <ProblemNote error={error} />}
        {data?.items.length === 0 && <EmptyNote title={say('duty.calls.none')} why={say('duty.calls.noneWhy')} />}
        <ul className="finds">
          {(data?.items ?? []).map((call) => (
            <CallNote key={call.act} call={call} />
          ))}
        </ul>
      </section>
    </div>
  )
}

const looks: Readonly<Record<string, Look>> = {
  proposed: ['clock', 'wait'],
  countersigned: ['check', 'calm'],
  contested: ['alert', 'stop'],
}

function CallState({ state }: { readonly state: string }) {
  const { word } = useWords()
  return <ShapedWord look={looks[state] ?? ['clock', 'wait']} word={word('duty.calls.state', state)} />
}

function CallNote({ call }: { readonly call: Call }) {
  const { say, word } = useWords()
  const { author, calledAt, channel, desks, summary, state, parties, replacedBy } = call
  return (
    <li className="find">
      <p className="pane-marks">
        <Marking level={call.label.level} />
        <CallState state={state} />
        <span>{word('duty.channel', channel)}</span>
        <FullMoment at={calledAt} />
      </p>
      <p>
        {desks.map(({ party, desk }) => `${party}/${desk}`).join(', ')} · {say('duty.calls.by', { author })}
      </p>
      <p className="alert-words" dir="auto">
        {summary}
      </p>
      <ul>
        {Object.entries(parties).map(([party, said]) => (
          <li key={party}>
            <strong>{party}</strong> <CallState state={said.state} />
            {said.correction !== undefined && <bdi> {said.correction}</bdi>}
          </li>
        ))}
      </ul>
      {replacedBy !== undefined && <p className="hint">{say('duty.calls.replaced')}</p>}
      <CallActions act={call.act} />
    </li>
  )
}

/** It was so, or how it was: of the others that took part, as the node allows. */
function CallActions({ act }: { readonly act: string }) {
  const { say } = useWords()
  const [isContesting, setContesting] = useState(false)
  const actions = useQuery(callQuery(act)).data?.actions
  const countersigning = useSigned(() => tell(`${callPath(act)}/countersign`, { method: 'POST', body: {} }), {
    renews: { queryKey: [desksKey] },
  })
  if (actions?.['countersign']?.allowed !== true) return null
  if (isContesting) return <ContestForm act={act} end={() => setContesting(false)} />
  return (
    <>
      <ProblemNote error={countersigning.error} />
      <p className="buttons">
        <button
          type="button"
          className="primary"
          disabled={countersigning.isPending}
          onClick={() => countersigning.mutate()}
        >
          {say('duty.calls.countersign')}
        </button>
        {actions['contest']?.allowed === true && (
          <button type="button" onClick={() => setContesting(true)}>
            {say('duty.calls.contest')}
          </button>
        )}
      </p>
    </>
  )
}

const callPath = (act: string): string => `/api/v1/hotline/${encodeURIComponent(act)}`

function ContestForm({ act, end }: { readonly act: string; readonly end: () => void }) {
  const { say } = useWords()
  const [correction, setCorrection] = useState('')
  const contesting = useSigned(() => tell(`${callPath(act)}/contest`, { method: 'POST', body: { correction } }), {
    renews: { queryKey: [desksKey] },
    done: end,
  })
  return (
    <form
      className="answer-form"
      onSubmit={(event) => {
        event.preventDefault()
        contesting.mutate()
      }}
    >
      <label>
        {say('duty.calls.correction')}
        <textarea
          dir="auto"
          required
          autoFocus
          rows={2}
          maxLength={4000}
          value={correction}
          onChange={(event) => setCorrection(event.target.value)}
        />
      </label>
      <ProblemNote error={contesting.error} />
      <p className="buttons">
        <button type="submit" className="danger" disabled={contesting.isPending}>
          {say('duty.calls.signContest')}
        </button>
        <button type="button" onClick={end}>
          {say('frame.cancel')}
        </button>
      </p>
    </form>
  )
}
