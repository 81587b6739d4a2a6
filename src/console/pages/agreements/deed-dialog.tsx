import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { agreementsKey, checkQuery, signDeed, type Agreement, type Checked } from '../../api/agreements.ts'
import { useRefusal } from '../../frame/allowed.ts'
import { useRested } from '../../browser/rested.ts'
import { useSigned } from '../../frame/confirming.tsx'
import { LifeWord } from '../../ui/life-word.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Day } from '../../words/day.tsx'
import { useWords } from '../../words/say.tsx'
import { DeedFields } from './deed-fields.tsx'
import { deedOf, emptyDeed, type DeedForm } from './deed.ts'

interface Props {
  readonly name: string
  readonly agreement: Agreement
  readonly kind: string
  /** The reservation that it is about. */
  readonly reservation?: string
  readonly end: () => void
}

/** A deed before it is signed: what it says, what the node would answer, what follows. It counts when the depositary enters it, and not before. */
export function DeedDialog({ name, agreement, kind, reservation = '', end }: Props) {
  const { say, named } = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const [form, setForm] = useState<DeedForm>({ ...emptyDeed, reservation })
  const rested = useRested(form)
  const deed = deedOf(kind, rested)
  const check = useQuery({ ...checkQuery(name, deed ?? {}), enabled: deed !== undefined })
  const signing = useSigned(() => signDeed(name, deed ?? {}), { renews: { queryKey: [agreementsKey] } })
  useEffect(() => dialog.current?.showModal(), [])
  const checked = rested === form && deed !== undefined ? check.data : undefined
  const isReady = checked?.allowed === true && !check.isFetching
  return (
    <dialog ref={dialog} className="dialog wide" aria-labelledby="deed-title" onClose={end}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) signing.mutate()
        }}
      >
        <h2 id="deed-title">{say(`agreement.act.${kind}`)}</h2>
        <p>
          <bdi>{named(agreement.title, agreement.name)}</bdi>
        </p>
        {signing.data === undefined ? (
          <>
            <DeedFields kind={kind} form={form} change={setForm} agreement={agreement} />
            <Verdict checked={checked} offset={agreement.utcOffset} />
            <p className="hint">
              {say(agreement.closed === undefined ? 'agreement.check.what' : 'agreement.check.whatClosed')}
            </p>
            <ProblemNote error={signing.error ?? check.error} />
            <p className="buttons">
              <button type="submit" className="primary" disabled={!isReady || signing.isPending}>
                {say('agreement.check.sign')}
              </button>
              <button type="button" disabled={signing.isPending} onClick={() => dialog.current?.close()}>
                {say('frame.cancel')}
              </button>
            </p>
          </>
        ) : (
          <Signed act={signing.data.act} close={() => dialog.current?.close()} />
        )}
      </form>
    </dialog>
  )
}

function Signed({ act, close }: { readonly act: string; readonly close: () => void }) {
  const { say } = useWords()
  return (
    <>
      <p role="status" data-says="yes">
        ✓ {say('agreement.check.signed')}
      </p>
      <p className="hint">
        {say('report.number')} <code>{act}</code>
      </p>
      <p className="buttons">
        <button type="button" className="primary" autoFocus onClick={close}>
          {say('report.close')}
        </button>
      </p>
    </>
  )
}

/** The node's own answer to the deed as it stands, and what would come of it. */
function Verdict({ checked, offset }: { readonly checked: Checked | undefined; readonly offset: string }) {
  const { say, refusal } = useWords()
  const role = useRefusal('agreement.act')
  if (checked === undefined) return <p className="verdict">… {say('agreement.check.fill')}</p>
  const no = role ?? checked.refusal
  if (no !== undefined) {
    const { sentence, wayOut } = refusal(no)
    return (
      <div className="verdict" data-says="no">
        <p>✗ {sentence}</p>
        <p className="hint">{wayOut}</p>
        <p className="hint">{say('problem.rule', { rule: no.rule })}</p>
      </div>
    )
  }
  const { outcome } = checked
  return (
    <div className="verdict" role="status">
      <p data-says="yes">✓ {say('agreement.check.inForm')}</p>
      {outcome !== undefined && (
        <dl className="facts">
          {outcome.own.state !== 'none' && (
            <>
              <dt>{say('agreement.check.own')}</dt>
              <dd>
                <LifeWord list="agreement.party" name={outcome.own.state} />
              </dd>
            </>
          )}
          {outcome.own.from !== undefined && (
            <>
              <dt>{say('agreement.check.from')}</dt>
              <dd>
                <Day at={outcome.own.from} offset={offset} />
              </dd>
            </>
          )}
          {outcome.own.until !== undefined && (
            <>
              <dt>{say('agreement.check.until')}</dt>
              <dd>
                <Day at={outcome.own.until} offset={offset} />
              </dd>
            </>
          )}
          <dt>{say('agreement.check.entry')}</dt>
          <dd>
            {outcome.entry === undefined ? say('agreement.check.noEntry') : <Day at={outcome.entry} offset={offset} />}
          </dd>
        </dl>
      )}
    </div>
  )
}
