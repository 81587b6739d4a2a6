import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { rfiPath, sayTo, type Rfi } from '../../api/consultation.ts'
import { useKeys, type Keys } from '../../browser/keyboard.ts'
import { useSigned } from '../../frame/confirming.tsx'
import { Choice } from '../../ui/choice.tsx'
import { useWords } from '../../words/say.tsx'
import { AnswerForm } from './answer-form.tsx'
import { SignForm, TextField } from './sign-form.tsx'
import { Verbs } from './verbs.tsx'

/** Of who is asked, in the order in which they are said; and of who asks. */
const verbs = { asked: ['acknowledge', 'accept', 'ask', 'answer', 'refuse'], author: ['close', 'withdraw'] } as const
type Verb = (typeof verbs)[keyof typeof verbs][number]

interface Said {
  readonly path: string
  /** What is written with it, and whether it has to be. */
  readonly text?: { readonly name: 'note' | 'text' | 'reason'; readonly isRequired: boolean; readonly most: number }
  readonly isGrave?: true
}

const note = { name: 'note', isRequired: false, most: 1000 } as const
const said: Readonly<Record<Exclude<Verb, 'answer'>, Said>> = {
  acknowledge: { path: 'acknowledge', text: note },
  accept: { path: 'accept', text: note },
  ask: { path: 'clarifications', text: { name: 'text', isRequired: true, most: 4000 } },
  refuse: { path: 'refuse', text: note, isGrave: true },
  close: { path: 'close' },
  withdraw: { path: 'withdraw', text: { name: 'reason', isRequired: true, most: 1000 }, isGrave: true },
}
const grounds = ['law', 'sovereignty', 'no-information', 'disproportionate', 'other'] as const

interface Props {
  readonly rfi: Rfi
  readonly self: string
  readonly purpose: string | undefined
}

/** What may be said of a request, one thing at a time. */
export function RfiActions({ rfi, self, purpose }: Props) {
  const { say } = useWords()
  const [wish, setWish] = useState<Verb>()
  const [isHeld, setHeld] = useState(false)
  const may = (name: string): boolean => rfi.actions?.[name]?.allowed === true
  const [mayTake, mayAnswer] = [may('acknowledge'), may('answer')]
  const keys = useMemo(
    (): Keys => ({
      ...(mayTake ? { KeyA: () => setWish('acknowledge') } : {}),
      ...(mayAnswer ? { KeyR: () => setWish('answer') } : {}),
    }),
    [mayTake, mayAnswer],
  )
  useKeys(keys)
  const end = (outcome?: 'held'): void => {
    setWish(undefined)
    setHeld(outcome === 'held')
  }
  const open = wish !== undefined && may(wish) ? wish : undefined
  return (
    <div className="actions">
      {open === undefined && (
        <Verbs<Verb>
          actions={rfi.actions}
          names={rfi.author === self ? verbs.author : verbs.asked}
          ask={setWish}
          primary="answer"
          shortcuts={shortcuts}
        />
      )}
      {open === 'answer' && <AnswerForm rfi={rfi} purpose={purpose} end={end} />}
      {open !== undefined && open !== 'answer' && <SayForm key={open} rfi={rfi} verb={open} end={end} />}
      {isHeld && (
        <p role="status">
          {say('consult.held')}{' '}
          <Link to="/consult" search={{ queue: 'approval', act: rfi.act }}>
            {say('consult.tab.approval')}
          </Link>
        </p>
      )}
    </div>
  )
}

const shortcuts: Partial<Readonly<Record<Verb, string>>> = { acknowledge: 'A', answer: 'R' }

interface FormProps {
  readonly rfi: Rfi
  readonly verb: Exclude<Verb, 'answer'>
  readonly end: () => void
}

function SayForm({ rfi, verb, end }: FormProps) {
  const { say } = useWords()
  const { path, text, isGrave = false } = said[verb]
  const [written, write] = useState('')
  const [ground, setGround] = useState('')
  const body = {
    ...(verb === 'refuse' ? { ground } : {}),
    ...(text === undefined || written.trim() === '' ? {} : { [text.name]: written.trim() }),
  }
  const saying = useSigned(() => sayTo(`${rfiPath(rfi.act)}/${path}`, body), { done: end })
  const { author, audience } = rfi
  return (
    <SignForm
      what={say(`consult.what.${verb}`, { author, parties: audience.join(', ') })}
      sign={say(`consult.sign.${verb}`)}
      signing={saying}
      end={end}
      isGrave={isGrave}
    >
      {verb === 'refuse' && (
        <Choice
          label={say('consult.groundOf')}
          none={say('compose.choose')}
          isRequired
          value={ground}
          set={setGround}
          options={grounds.map((name) => [name, say(`consult.ground.${name}`)] as const)}
        />
      )}
      {text !== undefined && (
        <TextField
          label={say(`consult.write.${text.name}`)}
          value={written}
          set={write}
          most={text.most}
          isRequired={text.isRequired}
          isFirst={verb !== 'refuse'}
        />
      )}
    </SignForm>
  )
}
