import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { beginRun, runsQuery, stopRun, type Run } from '../api/ledger.ts'
import { useRefusal } from '../frame/allowed.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { RefusalNote, type Refusing } from '../ui/refusal-note.tsx'
import { VerifiedNote } from '../ui/verified-note.tsx'
import { FullMoment } from '../words/moment.tsx'
import { MomentField } from '../words/moment-field.tsx'
import { useWords } from '../words/say.tsx'

interface Props {
  readonly what: 'all' | 'range'
  readonly wanted: { readonly from?: string; readonly until?: string }
  readonly isReady?: boolean
  /** Why this may not be asked, as the node would say. */
  readonly no?: Refusing | undefined
  readonly children?: ReactNode
}

const isRange = ({ from, until }: Run): boolean => from !== undefined || until !== undefined

/** What arrived in a stretch of time: for whom it is no news how much there is. */
export function Stretch() {
  const { say } = useWords()
  const no = useRefusal('node.figures')
  const [from, setFrom] = useState<string>()
  const [until, setUntil] = useState<string>()
  const wanted = { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) }
  return (
    <Recompute what="range" wanted={wanted} isReady={from !== undefined || until !== undefined} no={no}>
      {no === undefined && (
        <div className="fields">
          <MomentField label={say('verify.from')} value={from} onChange={setFrom} />
          <MomentField label={say('verify.until')} value={until} onChange={setUntil} />
        </div>
      )}
    </Recompute>
  )
}

/** A verification goes on at the node whether or not somebody looks; here is how far it is, or what came out. */
export function Recompute({ what, wanted, isReady = true, no, children }: Props) {
  const { say } = useWords()
  const client = useQueryClient()
  const { data, error } = useQuery(runsQuery)
  const items = data?.items ?? []
  const own = items.find((run) => isRange(run) === (what === 'range'))
  const isUnderWay = items.some(({ state }) => state === 'running')
  const renew = () => client.invalidateQueries(runsQuery)
  const begin = useMutation({ mutationFn: () => beginRun(wanted), onSettled: renew })
  const why = `why-${what}`
  return (
    <section className="card" aria-labelledby={`verify-${what}`}>
      <h3 id={`verify-${what}`}>{say(`verify.${what}`)}</h3>
      {no !== undefined && <RefusalNote refusal={no} id={why} />}
      {children}
      <p className="buttons">
        <button
          type="button"
          className="primary"
          disabled={!isReady || isUnderWay || begin.isPending || no !== undefined}
          aria-describedby={no === undefined ? undefined : why}
          onClick={() => begin.mutate()}
        >
          {say(`verify.go.${what}`)}
        </button>
      </p>
      <ProblemNote error={begin.error ?? error} />
      {own !== undefined && !begin.isPending && <Shown run={own} what={what} />}
    </section>
  )
}

function Shown({ run, what }: { readonly run: Run; readonly what: Props['what'] }) {
  const { say } = useWords()
  const { state, verdict, startedAt, progress } = run
  if (state === 'running') return <UnderWay run={run} />
  return (
    <>
      {verdict === undefined ? (
        <p role="status">
          {say(`verify.is.${state}`)}{' '}
          {progress !== undefined && say('verify.progress', { done: progress.done, whole: progress.whole })}
        </p>
      ) : (
        <VerifiedNote verified={verdict} what={what} />
      )}
      <p className="hint">
        {say('verify.began')} <FullMoment at={startedAt} />
      </p>
    </>
  )
}

function UnderWay({ run: { run, progress } }: { readonly run: Run }) {
  const { say } = useWords()
  const client = useQueryClient()
  const stop = useMutation({ mutationFn: () => stopRun(run), onSettled: () => client.invalidateQueries(runsQuery) })
  const seconds = Math.ceil((progress?.leftMs ?? 0) / 1000)
  return (
    <div className="upload" role="group" aria-label={say('ledger.recomputing')}>
      {progress === undefined ? (
        <progress aria-label={say('ledger.recomputing')} />
      ) : (
        <progress value={progress.done} max={Math.max(1, progress.whole)} aria-label={say('ledger.recomputing')} />
      )}
      <span className="figure">
        {progress === undefined
          ? say('ledger.recomputing')
          : `${say('verify.progress', { done: progress.done, whole: progress.whole })} · ${say('report.bytes', { bytes: progress.bytes })}`}
        {progress?.leftMs !== undefined &&
          ` · ${seconds < 60 ? say('verify.leftSeconds', { count: seconds }) : say('verify.leftMinutes', { count: Math.ceil(seconds / 60) })}`}
      </span>
      <button type="button" disabled={stop.isPending} onClick={() => stop.mutate()}>
        {say('verify.stop')}
      </button>
      <p className="hint">{say('verify.leave')}</p>
      <ProblemNote error={stop.error} />
    </div>
  )
}
