import type { Alert, Info } from '../../api/alerts.ts'
import { useWords } from '../../words/say.tsx'
import { blocksFor } from './order.ts'

/** What it says, in the reader's language first; its other languages are one press away. */
export function AlertTexts({ alert }: { readonly alert: Alert }) {
  const { say, tag } = useWords()
  const { first, others } = blocksFor(alert.alert.info ?? [], tag)
  const { note, source, incidents } = alert.alert
  return (
    <section className="content" aria-label={say('duty.text')} data-is-over={alert.state !== 'live'}>
      {first !== undefined && <Block info={first} />}
      {note !== undefined && (
        <p dir="auto">
          {say('duty.note')} {note}
        </p>
      )}
      {source !== undefined && (
        <p dir="auto">
          {say('duty.source')} {source}
        </p>
      )}
      {incidents !== undefined && (
        <p dir="auto">
          {say('duty.incidents')} {incidents}
        </p>
      )}
      {others.length > 0 && (
        <details>
          <summary>{say('duty.otherLanguages', { count: others.length })}</summary>
          {others.map((info) => (
            <Block key={`${info.language ?? ''} ${info.event}`} info={info} />
          ))}
        </details>
      )}
      <p className="hint">
        {say('report.number')} <code>{alert.identifier}</code>
      </p>
    </section>
  )
}

function Block({ info }: { readonly info: Info }) {
  const { say, word } = useWords()
  const { language = '', event, headline = event, description, instruction, area = [], contact, web } = info
  const primary = language.split('-')[0] ?? ''
  return (
    <div className="alert-block" lang={language === '' ? undefined : language} dir="auto">
      <p className="hint" lang={document.documentElement.lang}>
        {primary === '' ? say('duty.noLanguage') : word('languageName', primary)} ·{' '}
        {say(`cap.certainty.${info.certainty}`)}
      </p>
      <h3 className="alert-headline">{headline}</h3>
      {headline !== event && <p>{event}</p>}
      {description !== undefined && <p className="alert-words">{description}</p>}
      {instruction !== undefined && <p className="alert-words alert-instruction">{instruction}</p>}
      {(info.responseType ?? []).length > 0 && (
        <p>
          {say('duty.responses')} {(info.responseType ?? []).map((name) => word('duty.response', name)).join(', ')}
        </p>
      )}
      {area.map(({ areaDesc, polygon = [], circle = [], geocode = [] }) => (
        <p key={areaDesc} className="alert-area">
          <strong>{areaDesc}</strong>
          {[...polygon, ...circle, ...geocode.map(({ valueName, value }) => `${valueName} ${value}`)].map((shape) => (
            <code key={shape} dir="ltr">
              {shape.length > 120 ? `${shape.slice(0, 120)}…` : shape}
            </code>
          ))}
        </p>
      ))}
      {contact !== undefined && <p>{contact}</p>}
      {web !== undefined && <p>{web}</p>}
    </div>
  )
}
