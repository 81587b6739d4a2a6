import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { onwardPath, sayTo, type Onward } from '../../api/consultation.ts'
import { useSigned } from '../../frame/confirming.tsx'
import { MomentField } from '../../words/moment-field.tsx'
import { useWords } from '../../words/say.tsx'
import { PartyChoice } from './party-choice.tsx'
import { SignForm, TextField } from './sign-form.tsx'
import { Verbs } from './verbs.tsx'

const verbs = { owner: ['grant', 'deny', 'revoke'], author: ['pass'] } as const
type Verb = (typeof verbs)[keyof typeof verbs][number]

interface Props {
  readonly onward: Onward
  readonly self: string
}

/** The owner's word, or passing on what he lets go. */
export function OnwardActions({ onward, self }: Props) {
  const { say } = useWords()
  const [wish, setWish] = useState<Verb>()
  const [isHeld, setHeld] = useState(false)
  const open = wish !== undefined && onward.actions?.[wish]?.allowed === true ? wish : undefined
  const names = onward.owner === self ? verbs.owner : onward.author === self ? verbs.author : []
  return (
    <div className="actions">
      {open === undefined ? (
        <Verbs<Verb> actions={onward.actions} names={names} ask={setWish} />
      ) : (
        <WordForm
          key={open}
          onward={onward}
          verb={open}
          end={(outcome) => {
            setWish(undefined)
            setHeld(outcome === 'held')
          }}
        />
      )}
      {isHeld && (
        <p role="status">
          {say('consult.held')}{' '}
          <Link to="/consult" search={{ queue: 'approval' }}>
            {say('consult.tab.approval')}
          </Link>
        </p>
      )}
    </div>
  )
}

interface FormProps {
  readonly onward: Onward
  readonly verb: Verb
  readonly end: (outcome?: 'held') => void
}

function WordForm({ onward, verb, end }: FormProps) {
  const { say } = useWords()
  const { act, author, owner } = onward
  const [to, setTo] = useState<readonly string[]>(onward.to)
  const [until, setUntil] = useState<string>()
  const [note, setNote] = useState('')
  const body = {
    ...(verb === 'grant' ? { to, ...(until === undefined ? {} : { until }) } : {}),
    ...(verb === 'pass' || note.trim() === '' ? {} : { note: note.trim() }),
  }
  const saying = useSigned(() => sayTo(`${onwardPath(act)}/${verb}`, body), {
    done: ({ draft }) => end(draft === undefined ? undefined : 'held'),
  })
  const whom = verb === 'pass' ? (onward.grantedTo ?? []) : to
  return (
    <SignForm
      what={say(`consult.onward.what.${verb}`, { author, owner, to: whom.join(', ') })}
      sign={say(`consult.onward.sign.${verb}`)}
      signing={saying}
      end={() => end()}
      isGrave={verb === 'deny' || verb === 'revoke'}
      isReady={verb !== 'grant' || to.length > 0}
    >
      {verb === 'grant' && (
        <>
          <PartyChoice legend={say('consult.onward.grantedTo')} parties={onward.to} chosen={to} choose={setTo} />
          <MomentField label={say('consult.onward.untilField')} value={until} onChange={setUntil} />
        </>
      )}
      {verb !== 'pass' && <TextField label={say('consult.write.note')} value={note} set={setNote} most={1000} />}
    </SignForm>
  )
}
