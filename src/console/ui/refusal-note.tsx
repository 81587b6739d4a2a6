import type { MessageParams } from '#kernel/message.ts'
import { useWords } from '../words/say.tsx'

export interface Refusing {
  readonly code: string
  readonly rule: string
  readonly params: MessageParams
}

/** Why something may not be done, known before it is tried: the refusal that the node computed. */
export function RefusalNote({ refusal, id }: { readonly refusal: Refusing; readonly id?: string }) {
  const { say, refusal: words } = useWords()
  const { sentence, wayOut } = words(refusal)
  return (
    <div className="refusal" id={id}>
      <p>{sentence}</p>
      <p className="hint">
        {wayOut} {say('problem.rule', { rule: refusal.rule })}
      </p>
    </div>
  )
}
