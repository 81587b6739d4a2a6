import type { Alert } from '../../api/alerts.ts'
import { StateWord } from '../../ui/state-word.tsx'
import { Moment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { PeerNote } from '../peer-note.tsx'
import { WhoTable } from '../who-table.tsx'
import { Due } from './due.tsx'
import { PersonWord } from './words.tsx'

/** Each addressee and its clock: what its machine confirmed and what its people said stand in columns of their own. */
export function Addressees({ alert, self }: { readonly alert: Alert; readonly self: string }) {
  const { say, refusal } = useWords()
  const isOwn = alert.author === self
  return (
    <WhoTable
      title={say('report.who')}
      people={say('duty.people')}
      hint={isOwn ? undefined : say('report.whoElse', { author: alert.author })}
    >
      {Object.entries(alert.parties).map(([party, view]) => (
        <tr key={party}>
          <th scope="row">{party}</th>
          <td>
            <StateWord state={view.delivery} />
            {view.deliveredAt !== undefined && <Moment at={view.deliveredAt} />}
            {view.refusal !== undefined && (
              <p className="hint">{refusal({ code: view.refusal, params: {} }).sentence}</p>
            )}
            {view.delivery === 'queued' && <PeerNote party={party} />}
          </td>
          <td>
            <PersonWord view={view} />
            {view.answeredAt !== undefined && <Moment at={view.answeredAt} />}
            {view.answer === undefined && view.seenAt !== undefined && (
              <p className="hint">
                {say('duty.seenAt')} <Moment at={view.seenAt} />
              </p>
            )}
            {view.desk !== undefined && <p className="hint">{say('duty.by', { desk: view.desk })}</p>}
            {view.note !== undefined && (
              <p>
                <bdi>{view.note}</bdi>
              </p>
            )}
            <Due view={view} />
          </td>
        </tr>
      ))}
    </WhoTable>
  )
}
