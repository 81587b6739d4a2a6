import { useState } from 'react'
import { rfiPath, sayTo, type Answer, type Clarification, type Rfi } from '../../api/consultation.ts'
import { useSigned } from '../../frame/confirming.tsx'
import { Marking } from '../../ui/marking.tsx'
import { FullMoment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { AnswerOnward } from './answer-onward.tsx'
import { SignForm, TextField } from './sign-form.tsx'

/** What was asked back and clarified, and what was answered. */
export function RfiTalk({ rfi }: { readonly rfi: Rfi }) {
  const { say } = useWords()
  const all = Object.entries(rfi.parties)
  const hasAnswers = all.some(([, { answers }]) => answers.length > 0)
  const isAsked = all.some(([, { clarifications }]) => clarifications.length > 0)
  return (
    <>
      {isAsked && (
        <section aria-labelledby="clarifications-title">
          <h3 id="clarifications-title">{say('consult.clarifications')}</h3>
          {all.flatMap(([party, { clarifications }]) =>
            clarifications.map((one) => <Clarified key={one.act} rfi={rfi} party={party} one={one} />),
          )}
        </section>
      )}
      {hasAnswers && (
        <section aria-labelledby="answers-title">
          <h3 id="answers-title">{say('consult.answers')}</h3>
          {all.flatMap(([party, { answers }]) =>
            answers.map((one) => <AnswerNote key={one.act} rfi={rfi} party={party} answer={one} />),
          )}
        </section>
      )}
    </>
  )
}

interface ClarifiedProps {
  readonly rfi: Rfi
  readonly party: string
  readonly one: Clarification
}

function Clarified({ rfi, party, one }: ClarifiedProps) {
  const { say } = useWords()
  const { text, at, answer } = one
  const mayClarify = answer === undefined && rfi.actions?.['clarify']?.allowed === true
  return (
    <div className="alert-block">
      <p>
        {say('consult.asksBack', { party })} <FullMoment at={at} />
      </p>
      <p className="alert-words" dir="auto">
        {text}
      </p>
      {answer !== undefined && (
        <>
          <p>
            {say('consult.clarified', { party: rfi.author })} <FullMoment at={answer.at} />
          </p>
          <p className="alert-words alert-instruction" dir="auto">
            {answer.text}
          </p>
        </>
      )}
      {mayClarify && <ClarifyForm rfi={rfi} party={party} />}
    </div>
  )
}

/** Its clock goes on once it is signed. */
function ClarifyForm({ rfi, party }: { readonly rfi: Rfi; readonly party: string }) {
  const { say } = useWords()
  const [text, setText] = useState('')
  const clarifying = useSigned(() =>
    sayTo(`${rfiPath(rfi.act)}/clarify/${encodeURIComponent(party)}`, { text: text.trim() }),
  )
  return (
    <SignForm sign={say('consult.sign.clarify')} signing={clarifying}>
      <TextField label={say('consult.clarifyFor', { party })} value={text} set={setText} most={4000} isRequired />
    </SignForm>
  )
}

interface AnswerProps {
  readonly rfi: Rfi
  readonly party: string
  readonly answer: Answer
}

function AnswerNote({ rfi, party, answer }: AnswerProps) {
  const { say, word } = useWords()
  const { title, coverage, text, label, at } = answer
  return (
    <div className="alert-block">
      <p className="pane-marks">
        <Marking level={label.level} />
        <span className="tag">{word('category', label.category)}</span>
        <strong>{party}</strong>
        <span>{say(`consult.coverage.${coverage}`)}</span>
        <FullMoment at={at} />
      </p>
      <p className="alert-headline">
        <bdi>{title}</bdi>
      </p>
      <p className="alert-words" dir="auto">
        {text}
      </p>
      <AnswerOnward rfi={rfi} owner={party} answer={answer.act} />
    </div>
  )
}
