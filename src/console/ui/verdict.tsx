import type { MessageParams } from '#kernel/message.ts'
import { useWords } from '../words/say.tsx'

interface Judged {
  readonly allowed: boolean
  readonly basis?: string | undefined
  readonly refusal?: { readonly code: string; readonly rule: string; readonly params: MessageParams } | undefined
}

/** What the gate says of one state: will receive and on which basis, or will be refused, by which rule, and what can be done. */
export function Verdict({ isChosen, verdict }: { readonly isChosen: boolean; readonly verdict: Judged | undefined }) {
  const { say, refusal } = useWords()
  if (!isChosen) return <p className="verdict">– {say('verdict.unaddressed')}</p>
  if (verdict === undefined) return <p className="verdict">… {say('verdict.unknown')}</p>
  if (verdict.refusal === undefined) {
    return (
      <p className="verdict" data-says="yes">
        ✓ {say('verdict.yes', { basis: verdict.basis ?? '–' })}
      </p>
    )
  }
  const { sentence, wayOut } = refusal(verdict.refusal)
  return (
    <div className="verdict" data-says="no">
      <p>✗ {sentence}</p>
      <p className="hint">{wayOut}</p>
      <p className="hint">{say('problem.rule', { rule: verdict.refusal.rule })}</p>
    </div>
  )
}
