import { useState } from 'react'
import type { Agreement } from '../../api/agreements.ts'
import { useRefusal } from '../../frame/allowed.ts'
import { useWords } from '../../words/say.tsx'
import { DeedButton } from './deed-button.tsx'
import { DeedDialog } from './deed-dialog.tsx'

interface Props {
  readonly name: string
  readonly agreement: Agreement
}

/** Deeds by when in a life they come; those about a reservation stand beside it. */
const groups = {
  signing: ['full-powers', 'signature', 'signature-ad-referendum', 'definitive-signature', 'confirmation'],
  consenting: [
    'ratification',
    'acceptance',
    'approval',
    'accession',
    'formal-confirmation',
    'notification',
    'succession',
    'provisional-application',
    'provisional-end',
    'instrument-withdrawal',
  ],
  saying: ['reservation', 'declaration', 'registration'],
  leaving: ['denunciation', 'withdrawal', 'revocation', 'suspension', 'resumption', 'termination'],
} as const

/** What we may do now; what we may not stands below with its reason, as the node gave it. */
export function Steps({ name, agreement }: Props) {
  const { say, refusal } = useWords()
  const refused = useRefusal('agreement.act')
  const [chosen, setChosen] = useState<string>()
  const open = (kind: string): boolean => agreement.actions[kind]?.allowed === true
  const kinds = Object.values(groups).flat()
  const closed = kinds.filter((kind) => agreement.actions[kind]?.allowed === false)
  return (
    <section className="card" aria-labelledby="steps-title">
      <h2 id="steps-title">{say('agreement.steps.title')}</h2>
      {refused !== undefined && <p className="second-officer">{refusal(refused).sentence}</p>}
      {!kinds.some(open) && <p>{say('agreement.steps.none')}</p>}
      <dl className="steps">
        {Object.entries(groups)
          .filter(([, all]) => all.some(open))
          .map(([group, all]) => (
            <div key={group}>
              <dt>{say(`agreement.steps.${group}`)}</dt>
              <dd className="actions">
                {all.filter(open).map((kind) => (
                  <button key={kind} type="button" disabled={refused !== undefined} onClick={() => setChosen(kind)}>
                    {say(`agreement.act.${kind}`)}
                  </button>
                ))}
              </dd>
            </div>
          ))}
      </dl>
      {closed.length > 0 && (
        <details>
          <summary>{say('agreement.steps.closed', { count: closed.length })}</summary>
          <ul className="closed-steps">
            {closed.map((kind) => (
              <li key={kind}>
                <DeedButton kind={kind} possible={agreement.actions[kind]} run={() => setChosen(kind)} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {chosen !== undefined && (
        <DeedDialog name={name} agreement={agreement} kind={chosen} end={() => setChosen(undefined)} />
      )}
    </section>
  )
}
