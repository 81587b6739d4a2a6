import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { onwardsQuery, sayTo, type Rfi } from '../../api/consultation.ts'
import { charterQuery, doorQuery } from '../../api/queries.ts'
import { useRefusal } from '../../frame/allowed.ts'
import { useSigned } from '../../frame/confirming.tsx'
import { useWords } from '../../words/say.tsx'
import { PartyChoice } from './party-choice.tsx'
import { SignForm, TextField } from './sign-form.tsx'
import { OnwardState } from './words.tsx'

interface Props {
  readonly rfi: Rfi
  /** Who gave the answer. */
  readonly owner: string
  readonly answer: string
}

/** Whether an answer may go on: what was asked of its owner, and asking for it. */
export function AnswerOnward({ rfi, owner, answer }: Props) {
  const { say } = useWords()
  const self = useQuery(doorQuery).data?.party
  const mayAsk = useRefusal('consultation.act') === undefined && rfi.author === self
  const [isAsking, setAsking] = useState(false)
  const asked = (useQuery(onwardsQuery).data?.items ?? []).filter((one) => one.answer === answer)
  return (
    <>
      {asked.map(({ act, to, state }) => (
        <p key={act}>
          <Link to="/consult/onward" search={{ act }}>
            {say('consult.onward.to', { to: to.join(', ') })}
          </Link>{' '}
          <OnwardState state={state} />
        </p>
      ))}
      {isAsking ? (
        <AskForm owner={owner} answer={answer} self={self ?? ''} end={() => setAsking(false)} />
      ) : (
        mayAsk && (
          <p className="buttons">
            <button type="button" onClick={() => setAsking(true)}>
              {say('consult.onward.ask')}
            </button>
          </p>
        )
      )}
    </>
  )
}

interface AskProps extends Omit<Props, 'rfi'> {
  readonly self: string
  readonly end: () => void
}

function AskForm({ owner, answer, self, end }: AskProps) {
  const { say } = useWords()
  const parties = useQuery(charterQuery).data?.parties.map(({ party }) => party) ?? []
  const navigate = useNavigate()
  const [to, setTo] = useState<readonly string[]>([])
  const [use, setUse] = useState('')
  const asking = useSigned(
    () => sayTo(`/api/v1/rfi-answers/${encodeURIComponent(answer)}/onward`, { to, use: use.trim() }),
    { done: ({ act }) => void navigate({ to: '/consult/onward', search: { act } }) },
  )
  return (
    <SignForm
      what={say('consult.onward.what.ask', { owner })}
      sign={say('consult.onward.sign.ask')}
      signing={asking}
      end={end}
      isReady={to.length > 0}
    >
      <PartyChoice
        legend={say('consult.onward.whom')}
        parties={parties.filter((party) => party !== owner && party !== self)}
        chosen={to}
        choose={setTo}
      />
      <TextField label={say('consult.onward.use')} value={use} set={setUse} most={1000} isRequired />
    </SignForm>
  )
}
