import { useNavigate } from '@tanstack/react-router'
import { sendAlert } from '../../api/alerts.ts'
import { useRefusal } from '../../frame/allowed.ts'
import { useSigned } from '../../frame/confirming.tsx'
import { Marking } from '../../ui/marking.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { RefusalNote } from '../../ui/refusal-note.tsx'
import { useWords } from '../../words/say.tsx'
import { CheckedAudience } from '../compose-audience.tsx'
import { saidTags, textOf, warnAnew, warnWish, writeWarn, type Warn } from './warn-form.ts'
import { useWarnPreview } from './warn-preview.ts'
import { DrillWord, Severity } from './words.tsx'

/** Everything once more before it is signed. Nothing is shown as sent before the node has said so. */
export function WarnCheck({ form }: { readonly form: Warn }) {
  const { say } = useWords()
  const preview = useWarnPreview(form)
  const navigate = useNavigate()
  const refused = useRefusal('alerts.send')
  const verdicts = preview.data?.recipients ?? []
  const isUpdate = form.updates !== undefined
  const isReady = verdicts.length > 0 && (isUpdate || verdicts.every(({ allowed }) => allowed))
  const signing = useSigned(() => sendAlert(warnWish(form), form.updates?.act), {
    done: ({ act }) => {
      warnAnew()
      void navigate({ to: '/duty', search: { ...(form.drill === '' ? {} : { mode: 'exercise' }), act } })
    },
  })
  return (
    <section className="card check" aria-labelledby="check-title">
      <h2 id="check-title">{say('check.title')}</h2>
      <Summary form={form} />
      <h3>{say('compose.audience')}</h3>
      <CheckedAudience to={form.to} verdicts={verdicts} />
      <p>{say('duty.warn.what')}</p>
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
          {say('duty.warn.sign')}
        </button>
        <button type="button" disabled={signing.isPending} onClick={() => writeWarn({ isChecked: false })}>
          {say('check.back')}
        </button>
      </p>
    </section>
  )
}

function Summary({ form }: { readonly form: Warn }) {
  const { say, word } = useWords()
  const { drill, exercise, severity, urgency, certainty, level, category, area, shape, hours } = form
  const status = drill === '' ? 'Actual' : drill === 'test' ? 'Test' : 'Exercise'
  const facts = [
    ['duty.urgency', say(`cap.urgency.${urgency}`)],
    ['duty.warn.certainty', say(`cap.certainty.${certainty}`)],
    ['compose.category', word('category', category)],
    ['duty.warn.area', [area, shape].filter((part) => part !== '').join(' · ')],
    ['duty.warn.hours', hours],
  ] as const
  return (
    <>
      <DrillWord alert={{ status, exercise }} />
      <p className="pane-marks">
        <Severity alert={{ severity, state: 'live' }} />
        <Marking level={level} />
      </p>
      {saidTags(form).map((tag) => {
        const { headline, description, instruction } = textOf(form, tag)
        return (
          <div key={tag} className="alert-block" lang={tag} dir="auto">
            <p className="alert-headline">{headline}</p>
            {description !== '' && <p className="alert-words">{description}</p>}
            {instruction !== '' && <p className="alert-words alert-instruction">{instruction}</p>}
          </div>
        )
      })}
      <dl className="facts">
        {facts
          .filter(([, value]) => value !== '')
          .map(([key, value]) => (
            <div key={key} className="fact">
              <dt>{say(key)}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
      </dl>
    </>
  )
}
