import type { Possible } from '../../api/agreements.ts'
import { useRefusal } from '../../frame/allowed.ts'
import { useWords } from '../../words/say.tsx'

interface Props {
  readonly kind: string
  readonly possible: Possible | undefined
  readonly run: () => void
}

/** A deed that may be begun, or why not: by the role first, then by the law, each in the words of the rule that refuses. */
export function DeedButton({ kind, possible, run }: Props) {
  const { say, refusal } = useWords()
  const no = useRefusal('agreement.act') ?? possible?.refusal
  return (
    <span className="action">
      <button type="button" disabled={no !== undefined} aria-describedby={no && `why-${kind}`} onClick={run}>
        {say(`agreement.act.${kind}`)}
      </button>
      {no !== undefined && (
        <span id={`why-${kind}`} className="hint">
          {refusal(no).sentence}
        </span>
      )}
    </span>
  )
}
