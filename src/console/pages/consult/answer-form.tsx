import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { rfiPath, sayTo, type Rfi } from '../../api/consultation.ts'
import { benchQuery } from '../../api/node.ts'
import { useSigned } from '../../frame/confirming.tsx'
import { CategoryChoice, LevelChoice } from '../../ui/label-choices.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { useShownLevel } from '../../ui/shown-levels.ts'
import { Verdict } from '../../ui/verdict.tsx'
import { useWords } from '../../words/say.tsx'
import { SignForm, TextField } from './sign-form.tsx'

interface Props {
  readonly rfi: Rfi
  /** Of the request. */
  readonly purpose: string | undefined
  readonly end: (outcome?: 'held') => void
}

const empty = { text: '', title: '', isPart: false, isHeld: false }

/** What is being written, what the gate says of it, and its signature. */
function useAnswer({ rfi, purpose, end }: Props) {
  const [form, setForm] = useState({ ...empty, ...rfi.label })
  const { level, category, title, text, isPart, isHeld } = form
  useShownLevel(level)
  const isOwn = level !== rfi.label.level || category !== rfi.label.category
  const asked = { to: [rfi.author], level, category, of: 'answer' } as const
  const preview = useQuery(benchQuery(purpose === undefined ? asked : { ...asked, purpose }))
  const body = {
    text: text.trim(),
    ...(isPart ? { partial: true } : {}),
    ...(isHeld ? { hold: true } : {}),
    ...(isOwn ? { level, category, title: title.trim() } : {}),
  }
  const answering = useSigned(() => sayTo(`${rfiPath(rfi.act)}/answer`, body), {
    done: ({ draft }) => end(draft === undefined ? undefined : 'held'),
  })
  const change = (some: Partial<typeof form>): void => setForm((old) => ({ ...old, ...some }))
  return { form, change, isOwn, preview, answering }
}

/** An answer, in part or in full, under the label of the request or one of its own; whether it would go is said while it is written. */
export function AnswerForm({ rfi, purpose, end }: Props) {
  const { say } = useWords()
  const { form, change, isOwn, preview, answering } = useAnswer({ rfi, purpose, end })
  const [verdict] = preview.data?.recipients ?? []
  return (
    <SignForm
      sign={say('consult.sign.answer')}
      signing={answering}
      end={() => end()}
      isReady={verdict?.allowed === true}
    >
      <TextField
        label={say('consult.write.answer', { author: rfi.author })}
        value={form.text}
        set={(text) => change({ text })}
        most={32_000}
        rows={5}
        isRequired
        isFirst
      />
      <label className="choice">
        <input type="checkbox" checked={form.isPart} onChange={(event) => change({ isPart: event.target.checked })} />
        {say('consult.inPart')}
      </label>
      <OwnLabel form={form} isOwn={isOwn} change={change} />
      <Verdict isChosen verdict={verdict} />
      <ProblemNote error={preview.error} />
      <HoldChoice
        isHeld={form.isHeld}
        isNeeded={preview.data?.secondOfficer === true}
        hold={(value) => change({ isHeld: value })}
      />
    </SignForm>
  )
}

interface LabelProps {
  readonly form: Record<'level' | 'category' | 'title', string>
  /** Another than the request's: what it is called is said anew. */
  readonly isOwn: boolean
  readonly change: (some: Partial<Record<'level' | 'category' | 'title', string>>) => void
}

function OwnLabel({ form, isOwn, change }: LabelProps) {
  const { say } = useWords()
  return (
    <>
      <div className="fields">
        <LevelChoice value={form.level} set={(value) => change({ level: value })} />
        <CategoryChoice value={form.category} set={(value) => change({ category: value })} />
      </div>
      {isOwn && (
        <label>
          {say('consult.ownTitle')}
          <input
            dir="auto"
            required
            maxLength={300}
            value={form.title}
            onChange={(event) => change({ title: event.target.value })}
          />
        </label>
      )}
    </>
  )
}

interface HoldProps {
  readonly isHeld: boolean
  /** The label asks for it. */
  readonly isNeeded: boolean
  readonly hold: (isHeld: boolean) => void
}

/** National approval by a second officer: where the label asks for it, or who writes it does. */
export function HoldChoice({ isHeld, isNeeded, hold }: HoldProps) {
  const { say } = useWords()
  if (isNeeded) return <p className="second-officer">{say('compose.secondOfficer')}</p>
  return (
    <label className="choice">
      <input type="checkbox" checked={isHeld} onChange={(event) => hold(event.target.checked)} />
      {say('consult.hold')}
    </label>
  )
}
