import { useState } from 'react'
import { desksKey, type Check, type Result } from '../../api/desks.ts'
import { tell } from '../../api/ask.ts'
import { useRefusal } from '../../frame/allowed.ts'
import { useSigned } from '../../frame/confirming.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { ShapedWord, type Look } from '../../ui/shaped-word.tsx'
import { Moment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { lengthText } from './countdown.tsx'

const looks: Readonly<Record<Result['state'], Look>> = {
  sent: ['clock', 'wait'],
  delivered: ['clock', 'wait'],
  replied: ['check', 'calm'],
  late: ['alert', 'stop'],
  failed: ['cross', 'stop'],
}

interface Props {
  readonly check: Check
  readonly desk: string
  readonly result: Result
  readonly self: string
}

/** A desk's part in a check: what a person there said, and what there is to do about it here. */
export function CheckDesk({ check, desk, result, self }: Props) {
  const { say } = useWords()
  const mayAct = useRefusal('desks.act') === undefined
  const { state, why, replyMs, repliedAt, note, isOpen, closed } = result
  const isAsked = check.party === self && repliedAt === undefined
  return (
    <li>
      <code>{desk}</code> <ShapedWord look={looks[state]} word={say(`duty.checks.state.${state}`)} />
      {why !== undefined && <span className="hint"> {say(`duty.checks.why.${why}`)}</span>}
      {replyMs !== undefined && <span className="hint"> {lengthText(replyMs)}</span>}
      {note !== undefined && (
        <p>
          <bdi>{note}</bdi>
        </p>
      )}
      {closed !== undefined && (
        <p className="hint">
          {say('duty.checks.closed')} <bdi>{closed.note}</bdi> (<Moment at={closed.at} />)
        </p>
      )}
      {mayAct && isAsked && <Saying check={check} desk={desk} verb="reply" />}
      {mayAct && isOpen && <Saying check={check} desk={desk} verb="close" />}
    </li>
  )
}

/** A reply may have a note; whoever closes a failure says what he found. */
function Saying({ check, desk, verb }: Pick<Props, 'check' | 'desk'> & { readonly verb: 'reply' | 'close' }) {
  const { say } = useWords()
  const [note, setNote] = useState('')
  const path = `/api/v1/comchecks/${encodeURIComponent(check.act)}/${verb}`
  const body = { desk, ...(note.trim() === '' ? {} : { note: note.trim() }) }
  const saying = useSigned(() => tell(path, { method: 'POST', body }), { renews: { queryKey: [desksKey] } })
  return (
    <form
      className="one-line"
      onSubmit={(event) => {
        event.preventDefault()
        saying.mutate()
      }}
    >
      <label>
        {say(`duty.checks.${verb}Note`, { desk })}
        <input
          dir="auto"
          maxLength={300}
          required={verb === 'close'}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </label>
      <button type="submit" disabled={saying.isPending}>
        {say(`duty.checks.${verb}`)}
      </button>
      <ProblemNote error={saying.error} />
    </form>
  )
}
