import type { Verified } from '../api/ledger.ts'
import { useWords } from '../words/say.tsx'
import { RefusalNote } from './refusal-note.tsx'

export type Extent = 'act' | 'range' | 'all'

/** Whether all of it is what it was: what was recomputed, by which rule, and the first thing that is not. */
export function VerifiedNote({ verified, what }: { readonly verified: Verified; readonly what: Extent }) {
  const { say, word } = useWords()
  const { ok, checked, firstBad, untrusted } = verified
  const counts = Object.entries(checked).filter(([, count]) => count > 0)
  return (
    <div className="verified" data-ok={ok} role="status">
      <p className="verified-word">
        {ok ? '✓' : '✗'} {say(ok ? 'verified.holds' : 'verified.fails')}
      </p>
      {firstBad !== undefined && (
        <p>
          {say('verified.firstBad', { what: word('thing', firstBad.what.replaceAll('.', '-')) })}{' '}
          <code>{firstBad.id}</code>
          <br />
          <span className="hint">
            {say('verified.reason', { reason: word('found', firstBad.reason) })}{' '}
            {firstBad.detail !== undefined && <code>{firstBad.detail}</code>}
          </span>
        </p>
      )}
      {untrusted !== undefined && (
        <>
          <p className="verdict" data-says="no">
            ! {say('verified.untrusted', { count: untrusted.count })}
          </p>
          {untrusted.why !== undefined && <RefusalNote refusal={untrusted.why} />}
        </>
      )}
      <p>{say(ok ? `verified.what.${what}` : 'verified.upTo')}</p>
      {counts.length > 0 && (
        <p className="hint">{counts.map(([name, count]) => say(`verified.count.${name}`, { count })).join(' · ')}</p>
      )}
      <p className="hint">{say(`verified.rule.${what}`)}</p>
    </div>
  )
}
