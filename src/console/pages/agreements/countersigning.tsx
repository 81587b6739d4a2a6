import { useRefusal } from '../../frame/allowed.ts'
import { useWords } from '../../words/say.tsx'

interface Props {
  /** Of the command line, by which the root signs. */
  readonly verb: string
  readonly act: string
  /** What whoever brings the signature has to be allowed. */
  readonly action: string
}

/** The root key never comes near the node, and a browser shows none of it: it signs by the command line, where it lies. */
export function Countersigning({ verb, act, action }: Props) {
  const { say, refusal } = useWords()
  const no = useRefusal(action)
  return (
    <div className="second-officer">
      <p>{say('agreement.proposal.yours')}</p>
      {no !== undefined && <p className="hint">{refusal(no).sentence}</p>}
      <pre dir="ltr">
        <code>
          tamga {verb} {act} --keys FOLDER --key-file FILE
        </code>
      </pre>
    </div>
  )
}
