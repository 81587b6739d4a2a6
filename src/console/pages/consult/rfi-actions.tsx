import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { rfiPath, sayTo, type Rfi } from '../../api/consultation.ts'
import { useKeys, type Keys } from '../../browser/keyboard.ts'
import { useSigned } from '../../frame/confirming.tsx'
import { Choice } from '../../ui/choice.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { useWords } from '../../words/say.tsx'
import { AnswerForm } from './answer-form.tsx'

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
      {open === undefined && <Verbs rfi={rfi} names={rfi.author === self ? verbs.author : verbs.asked} ask={setWish} />}
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

interface VerbsProps {
  readonly rfi: Rfi
  readonly names: readonly Verb[]
  readonly ask: (name: Verb) => void
}

const shortcuts: Partial<Readonly<Record<Verb, string>>> = { acknowledge: 'A', answer: 'R' }

/** A button each; of those that may not be, the reasons that the node gives. */
function Verbs({ rfi: { actions = {} }, names, ask }: VerbsProps) {
  const { say, refusal } = useWords()
  const whys = names.flatMap((name) => actions[name]?.refusal ?? []).map((one) => refusal(one).sentence)
  return (
    <>
      {names.map((name) => {
        const isAllowed = actions[name]?.allowed === true
        return (
          <button
            key={name}
            type="button"
            className={name === 'answer' ? 'primary' : undefined}
            disabled={!isAllowed}
            aria-keyshortcuts={shortcuts[name]}
            aria-describedby={isAllowed ? undefined : 'why-rfi'}
            onClick={() => ask(name)}
          >
            {say(`consult.do.${name}`)}
          </button>
        )
      })}
      {whys.length > 0 && (
        <p id="why-rfi" className="hint">
          {[...new Set(whys)].join(' ')}
        </p>
      )}
    </>
  )
}

interface FormProps {
  readonly rfi: Rfi
  readonly verb: Exclude<Verb, 'answer'>
  readonly end: () => void
}

/** Nothing is shown as said before the node has said so. */
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
    <form
      className="answer-form"
      onSubmit={(event) => {
        event.preventDefault()
        saying.mutate()
      }}
      onKeyDown={(event) => {
        if (event.code === 'Escape') end()
      }}
    >
      <p>{say(`consult.what.${verb}`, { author, parties: audience.join(', ') })}</p>
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
        <label className="note">
          {say(`consult.write.${text.name}`)}
          <textarea
            dir="auto"
            rows={2}
            autoFocus={verb !== 'refuse'}
            required={text.isRequired}
            maxLength={text.most}
            value={written}
            onChange={(event) => write(event.target.value)}
          />
        </label>
      )}
      <ProblemNote error={saying.error} />
      <p className="buttons">
        <button type="submit" className={isGrave ? 'danger' : 'primary'} disabled={saying.isPending}>
          {say(`consult.sign.${verb}`)}
        </button>
        <button type="button" onClick={end}>
          {say('frame.cancel')}
        </button>
      </p>
    </form>
  )
}
