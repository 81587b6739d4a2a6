import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { verifyProof, type LedgerFilter, type ProofVerdict } from '../api/ledger.ts'
import { useRefusal } from '../frame/allowed.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { RefusalNote } from '../ui/refusal-note.tsx'
import { FullMoment } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'
import { Recompute, Stretch } from './verify-run.tsx'

/** What may be verified without reading any of it: everything, a stretch of time, a proof that somebody brings. */
export function VerifyPane({ filter }: { readonly filter: LedgerFilter }) {
  const { say } = useWords()
  const no = useRefusal('records.verify')
  return (
    <article className="pane" aria-labelledby="verify-title">
      <Link to="/ledger" search={filter} className="pane-close">
        {say('report.close')}
      </Link>
      <h2 id="verify-title">{say('ledger.verify')}</h2>
      {no === undefined ? (
        <>
          <p>{say('ledger.verifyWhy')}</p>
          <Everything />
          <Stretch />
          <Brought />
        </>
      ) : (
        <RefusalNote refusal={no} />
      )}
    </article>
  )
}

function Everything() {
  return <Recompute what="all" wanted={{}} />
}

const wholeAct = /act--[0-9a-f]{64}/u

/** A proof in a file, whoever sent it: the node answers by the coalition's keys and by nothing that it stores. */
function Brought() {
  const { say } = useWords()
  const [file, setFile] = useState<{ readonly name: string; readonly text: string }>()
  const [act, setAct] = useState('')
  const check = useMutation({ mutationFn: () => verifyProof(act.trim(), file?.text ?? '') })
  const take = async (chosen: File | undefined): Promise<void> => {
    check.reset()
    if (chosen === undefined) return setFile(undefined)
    setFile({ name: chosen.name, text: await chosen.text() })
    const named = wholeAct.exec(chosen.name)?.[0]
    if (named !== undefined) setAct(named)
  }
  return (
    <section className="card" aria-labelledby="verify-proof">
      <h3 id="verify-proof">{say('verify.proof')}</h3>
      <p className="hint">{say('verify.proofWhy')}</p>
      <label className="file-choice">
        {say('verify.file')}
        <span className="file-button">{file?.name ?? say('compose.chooseFile')}</span>
        <input type="file" onChange={(event) => void take(event.target.files?.[0])} />
      </label>
      <label>
        {say('verify.number')}
        <input type="text" dir="ltr" spellCheck={false} value={act} onChange={(event) => setAct(event.target.value)} />
      </label>
      <p className="buttons">
        <button
          type="button"
          className="primary"
          disabled={file === undefined || !wholeAct.test(act) || check.isPending}
          onClick={() => check.mutate()}
        >
          {say('verify.go.proof')}
        </button>
      </p>
      <ProblemNote error={check.error} />
      {check.data !== undefined && <ProofNote verdict={check.data} />}
    </section>
  )
}

function ProofNote({ verdict }: { readonly verdict: ProofVerdict }) {
  const { say, refusal } = useWords()
  const { ok, author = '', entry = 0, size = 0, cosigned = [], needed = 0 } = verdict
  const no = verdict.refusal === undefined ? undefined : refusal(verdict.refusal)
  return (
    <div className="verified" data-ok={ok} role="status">
      <p className="verified-word">
        {ok ? '✓' : '✗'} {say(ok ? 'verified.proofHolds' : 'verified.proofFails')}
      </p>
      {ok && <p>{say('verified.what.proof', { author, entry, size, needed })}</p>}
      {no !== undefined && (
        <p>
          {no.sentence} <span className="hint">{no.wayOut}</span>
        </p>
      )}
      <ul className="marks">
        {cosigned.map(({ party, at }) => (
          <li key={party}>
            <strong>{party}</strong> <FullMoment at={at} />
          </li>
        ))}
      </ul>
      <p className="hint">
        {verdict.refusal === undefined
          ? say('verified.rule.proof')
          : say('problem.rule', { rule: verdict.refusal.rule })}
      </p>
    </div>
  )
}
