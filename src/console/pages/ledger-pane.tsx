import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { proofPath, provenQuery, verify, type LedgerFilter, type Proven } from '../api/ledger.ts'
import { useRefusal } from '../frame/allowed.ts'
import { Marking } from '../ui/marking.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { RefusalNote } from '../ui/refusal-note.tsx'
import { StateWord } from '../ui/state-word.tsx'
import { VerifiedNote } from '../ui/verified-note.tsx'
import { FullMoment } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'
import { kindKey } from './ledger-filters.tsx'

interface PaneProps {
  readonly act: string
  readonly filter: LedgerFilter
}

/** One act and what proves it: who signed with which keys, where it stands, who witnessed that. */
export function LedgerPane({ act, filter }: PaneProps) {
  const { say } = useWords()
  const { data, error } = useQuery(provenQuery(act))
  return (
    <article className="pane" aria-labelledby="act-title">
      <Link to="/ledger" search={filter} className="pane-close">
        {say('report.close')}
      </Link>
      {data === undefined ? (
        error !== null && <ProblemNote error={error} />
      ) : (
        <>
          <Head line={data} />
          <VerifyAct act={act} />
          <div className="pane-columns rail">
            <Signatures line={data} />
            <Place line={data} />
            <Receipts line={data} />
          </div>
        </>
      )}
    </article>
  )
}

function Head({ line }: { readonly line: Proven }) {
  const { say, word } = useWords()
  const { label, author, audience, at, arrivedAt, officers = [], title = '' } = line
  const kind = word('kind', kindKey(line.kind))
  return (
    <header className="pane-head">
      <p className="pane-marks">
        <Marking level={label.level} />
        <span className="tag">{word('category', label.category)}</span>
        <StateWord state={line.state} />
      </p>
      <h2 id="act-title">
        {kind}
        {title === '' ? null : (
          <>
            {' · '}
            <bdi>{title}</bdi>
          </>
        )}
      </h2>
      <dl className="facts">
        <dt>{say('report.from')}</dt>
        <dd>
          <strong>{author}</strong> {officers.join(', ')}
        </dd>
        <dt>{say('report.to')}</dt>
        <dd>{audience.length === 0 ? say('ledger.everyParty') : audience.join(', ')}</dd>
        <dt>{say('ledger.column.at')}</dt>
        <dd>
          <FullMoment at={at} />
        </dd>
        <dt>{say('ledger.column.arrival')}</dt>
        <dd>
          <FullMoment at={arrivedAt} />
        </dd>
        <dt>{say('report.number')}</dt>
        <dd>
          <code>{line.act}</code>
        </dd>
      </dl>
      {line.kind === 'exchange.share/1' && title !== '' && (
        <p>
          <Link to="/reports" search={{ tab: 'all', act: line.act }}>
            {say('ledger.openReport')}
          </Link>
        </p>
      )}
      {line.kind === 'rfi.request/1' && title !== '' && (
        <p>
          <Link to="/consult" search={{ act: line.act }}>
            {say('consult.open')}
          </Link>
        </p>
      )}
    </header>
  )
}

function VerifyAct({ act }: { readonly act: string }) {
  const { say } = useWords()
  const no = useRefusal('records.verify')
  const check = useMutation({ mutationFn: () => verify(act) })
  return (
    <section className="verify-act" aria-live="polite">
      <p className="buttons">
        <button
          type="button"
          className="primary"
          disabled={no !== undefined || check.isPending}
          aria-describedby={no === undefined ? undefined : 'why-verify'}
          onClick={() => check.mutate()}
        >
          {say(check.isPending ? 'ledger.recomputing' : 'ledger.verifyThis')}
        </button>
        <a href={proofPath(act)} download className="button">
          {say('ledger.saveProof')}
        </a>
      </p>
      {no !== undefined && <RefusalNote refusal={no} id="why-verify" />}
      <ProblemNote error={check.error} />
      {check.data !== undefined && <VerifiedNote verified={check.data} what="act" />}
    </section>
  )
}

function Signatures({ line }: { readonly line: Proven }) {
  const { say, word } = useWords()
  const { signatures, damaged } = line
  return (
    <section aria-labelledby="signatures-title">
      <h3 id="signatures-title">{say('ledger.signatures')}</h3>
      {damaged === true && (
        <p className="verdict" data-says="no">
          ✗ {say('ledger.damaged')}
        </p>
      )}
      {signatures.length === 0 ? (
        <p className="hint">{say('ledger.noSignatures')}</p>
      ) : (
        <ul className="marks">
          {signatures.map(({ keyid, party, role, suite, holds }) => (
            <li key={keyid}>
              <p className="verdict" data-says={holds ? 'yes' : 'no'}>
                {holds ? '✓' : '✗'}{' '}
                {party === undefined
                  ? say('ledger.strangeKey')
                  : say('ledger.signedBy', {
                      party,
                      role: word('keyRole', role ?? ''),
                      suite: word('suite', suite ?? ''),
                    })}
              </p>
              <code className="key-id">{keyid}</code>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Place({ line }: { readonly line: Proven }) {
  const { say } = useWords()
  const { proof, needed, author } = line
  if (proof === undefined) {
    return (
      <section aria-labelledby="place-title">
        <h3 id="place-title">{say('ledger.inclusion')}</h3>
        <p className="hint">{say('ledger.notYet', { author })}</p>
      </section>
    )
  }
  const { holds, entry = 0, origin = '', size = 0, steps, cosigned } = proof
  const isEnough = cosigned.length >= needed.k
  return (
    <section aria-labelledby="place-title">
      <h3 id="place-title">{say('ledger.inclusion')}</h3>
      <p className="verdict" data-says={holds ? 'yes' : 'no'}>
        {holds ? '✓' : '✗'} {holds ? say('ledger.included', { entry, size, steps }) : say('ledger.notIncluded')}
      </p>
      <p className="hint">
        {say('ledger.origin')} <code>{origin}</code>
      </p>
      <h3>{say('ledger.cosigned')}</h3>
      <p className="verdict" data-says={isEnough ? 'yes' : 'no'}>
        {isEnough ? '✓' : '✗'} {say('ledger.enough', { count: cosigned.length, k: needed.k, n: needed.n })}
      </p>
      <ul className="marks">
        {cosigned.map(({ party, at }) => (
          <li key={party}>
            <strong>{party}</strong> <FullMoment at={at} />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The addressees' signed receipts of one of our own. */
function Receipts({ line }: { readonly line: Proven }) {
  const { say } = useWords()
  const parties = Object.entries(line.parties)
  if (parties.length === 0) return null
  return (
    <section aria-labelledby="receipts-title">
      <h3 id="receipts-title">{say('ledger.receipts')}</h3>
      <ul className="marks">
        {parties.map(([party, { state, at, receipt }]) => (
          <li key={party}>
            <p>
              <strong>{party}</strong> <StateWord state={state} /> {at !== undefined && <FullMoment at={at} />}
            </p>
            {receipt !== undefined && <code className="key-id">{receipt}</code>}
          </li>
        ))}
      </ul>
    </section>
  )
}
