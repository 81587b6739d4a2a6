import { useNavigate } from '@tanstack/react-router'
import { sayTo } from '../../api/consultation.ts'
import { useRefusal } from '../../frame/allowed.ts'
import { useSigned } from '../../frame/confirming.tsx'
import { Marking } from '../../ui/marking.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { RefusalNote } from '../../ui/refusal-note.tsx'
import { utcText } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { CheckedAudience } from '../compose-audience.tsx'
import { askAnew, askWish, organsOf, writeAsk, type Ask } from './ask-form.ts'
import { useAskPreview } from './ask-preview.ts'
import { zonedText } from './need-by.ts'

/** Everything once more before it is signed. Nothing is shown as sent before the node has said so. */
export function AskCheck({ form }: { readonly form: Ask }) {
  const { say } = useWords()
  const preview = useAskPreview(form)
  const navigate = useNavigate()
  const refused = useRefusal('consultation.send')
  const verdicts = preview.data?.recipients ?? []
  const isReady = verdicts.length > 0 && verdicts.every(({ allowed }) => allowed)
  const isHeld = form.isHeld || preview.data?.secondOfficer === true
  const signing = useSigned(() => sayTo('/api/v1/rfis', askWish(form)), {
    done: ({ act, draft }) => {
      askAnew()
      void navigate({ to: '/consult', search: draft === undefined ? { queue: 'byUs', act } : { queue: 'approval' } })
    },
  })
  return (
    <section className="card check" aria-labelledby="check-title">
      <h2 id="check-title">{say('check.title')}</h2>
      <Summary form={form} />
      <h3>{say('compose.audience')}</h3>
      <CheckedAudience to={form.to} verdicts={verdicts} />
      <p>{say(isHeld ? 'consult.ask.heldWhat' : 'consult.ask.what')}</p>
      <ProblemNote error={signing.error ?? preview.error} />
      {refused !== undefined && <RefusalNote refusal={refused} />}
      <p className="buttons">
        <button
          type="button"
          className="primary"
          autoFocus
          disabled={!isReady || signing.isPending || refused !== undefined}
          onClick={() => signing.mutate()}
        >
          {say(isHeld ? 'consult.ask.submit' : 'duty.warn.sign')}
        </button>
        <button type="button" disabled={signing.isPending} onClick={() => writeAsk({ isChecked: false })}>
          {say('check.back')}
        </button>
      </p>
    </section>
  )
}

function Summary({ form }: { readonly form: Ask }) {
  const { say, word } = useWords()
  const { title, question, use, legalBasis, needBy = '', zone, level, category, purpose, handling } = form
  const facts = [
    ['consult.question', question],
    ['consult.use', use],
    ['consult.legalBasis', legalBasis],
    ['consult.needBy', needBy === '' ? '' : `${utcText(needBy)} · ${zonedText(needBy, zone.trim())}`],
    [
      'consult.organs',
      organsOf(form)
        .map(({ party, organ }) => `${party}: ${organ}`)
        .join('; '),
    ],
    ['compose.category', word('category', category)],
    ['compose.purpose', purpose],
    ['compose.handling', handling.join(', ')],
  ] as const
  return (
    <>
      <p className="pane-marks">
        <Marking level={level} />
      </p>
      <p className="alert-headline">
        <bdi>{title}</bdi>
      </p>
      <dl className="facts">
        {facts
          .filter(([, value]) => value !== '')
          .map(([key, value]) => (
            <div key={key} className="fact">
              <dt>{say(key)}</dt>
              <dd className="fact-text" dir="auto">
                {value}
              </dd>
            </div>
          ))}
      </dl>
    </>
  )
}
