import type { Report } from '../api/forms.ts'
import { PeerNote } from './peer-note.tsx'
import { RecallNote } from './recall-note.tsx'
import { StateWord } from '../ui/state-word.tsx'
import { Moment } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'

/** Of our own report how far each addressee is, by its signed receipts; of another's, that its author alone knows. */
export function WhoHasIt({ report }: { readonly report: Report }) {
  const { say, refusal } = useWords()
  const rows = Object.entries(report.parties)
  return (
    <section aria-labelledby="who-title">
      <h3 id="who-title">{say('report.who')}</h3>
      {rows.length === 0 ? (
        <p className="hint">{say('report.whoElse', { author: report.author })}</p>
      ) : (
        <table className="who">
          <thead>
            <tr>
              <th scope="col">{say('report.party')}</th>
              <th scope="col">{say('report.state')}</th>
              <th scope="col">{say('report.since')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([party, { state, at, code, rule, exported }]) => (
              <tr key={party}>
                <th scope="row">{party}</th>
                <td>
                  <StateWord state={state} />
                  {state === 'queued' && <PeerNote party={party} />}
                  {report.recalledBy !== undefined && state !== 'erased' && (
                    <RecallNote recall={report.recalledBy} party={party} />
                  )}
                  {code !== undefined && <p className="hint">{refusal({ code, params: {} }).sentence}</p>}
                  {rule !== undefined && code !== undefined && <p className="hint">{say('problem.rule', { rule })}</p>}
                  {exported !== undefined && exported > 0 && (
                    <p className="hint">{say('report.exported', { count: exported })}</p>
                  )}
                </td>
                <td>{at === undefined ? '–' : <Moment at={at} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
