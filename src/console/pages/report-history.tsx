import type { Report } from '../api/forms.ts'
import { FullMoment } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'

interface Line {
  readonly at: string
  readonly text: string
  readonly note?: string
}

/** What became of it, newest last; each line stands on a signed act or receipt. */
export function ReportHistory({ report }: { readonly report: Report }) {
  const { say } = useWords()
  const lines = linesOf(report, say).toSorted((one, other) => (one.at < other.at ? -1 : 1))
  const journal = report.journal
  return (
    <section aria-labelledby="history-title">
      <h3 id="history-title">{say('report.history')}</h3>
      <ol className="history">
        {lines.map(({ at, text, note }) => (
          <li key={`${at} ${text}`}>
            <FullMoment at={at} />
            <span>{text}</span>
            {note !== undefined && <bdi className="history-note">{note}</bdi>}
          </li>
        ))}
      </ol>
      {journal?.entry !== undefined && (
        <p className="hint">
          {say('report.journal', { entry: journal.entry, by: journal.witnesses.by.length, k: journal.witnesses.k })}
        </p>
      )}
      <p className="hint">
        {say('report.number')} <code>{report.act}</code>
      </p>
    </section>
  )
}

function linesOf(
  report: Report,
  say: (key: string, params?: Readonly<Record<string, string | number>>) => string,
): readonly Line[] {
  const { author, at, arrivedAt, parties, replies = [] } = report
  const isOwn = Object.keys(parties).length > 0
  const states = Object.entries(parties).flatMap(([party, { state, at: since }]) =>
    since === undefined || state === 'acknowledged' ? [] : [{ at: since, text: say(`history.${state}`, { party }) }],
  )
  const answers = replies.map(({ verb, author: by, at: when, body, desk }) => {
    const words = [body['note'], body['explanation']].find((value) => typeof value === 'string')
    const line = { at: when, text: say(`history.${verb}`, { party: by, desk: desk ?? '' }) }
    return typeof words === 'string' ? { ...line, note: words } : line
  })
  const signed = { at, text: say('history.signed', { party: author }) }
  return [signed, ...(isOwn ? [] : [{ at: arrivedAt, text: say('history.arrived') }]), ...states, ...answers]
}
