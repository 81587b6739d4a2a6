import { useQuery } from '@tanstack/react-query'
import type { Rfi } from '../../api/consultation.ts'
import { reportQuery } from '../../api/queries.ts'
import { StateWord } from '../../ui/state-word.tsx'
import { Moment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { PeerNote } from '../peer-note.tsx'
import { RfiDue, RfiState } from './words.tsx'

/** Each party asked and its clock: what its machine confirmed and what its people said stand in columns of their own. */
export function RfiParties({ rfi, self }: { readonly rfi: Rfi; readonly self: string }) {
  const { say, refusal, word } = useWords()
  const received = useQuery(reportQuery(rfi.act)).data?.parties ?? {}
  return (
    <section aria-labelledby="who-title">
      <h3 id="who-title">{say('consult.who')}</h3>
      <div className="table-scroller" tabIndex={0} role="group" aria-labelledby="who-title">
        <table className="who">
          <thead>
            <tr>
              <th scope="col">{say('report.party')}</th>
              <th scope="col">{say('duty.machine')}</th>
              <th scope="col">{say('consult.people')}</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(rfi.parties).map(([party, view]) => {
              const machine = received[party]
              return (
                <tr key={party}>
                  <th scope="row">{party}</th>
                  <td>
                    {machine === undefined ? '…' : <StateWord state={machine.state} />}
                    {machine?.at !== undefined && <Moment at={machine.at} />}
                    {machine?.code !== undefined && (
                      <p className="hint">{refusal({ code: machine.code, params: {} }).sentence}</p>
                    )}
                    {machine?.state === 'queued' && <PeerNote party={party} />}
                  </td>
                  <td>
                    <RfiState state={view.state} />
                    {view.ground !== undefined && <p>{word('consult.ground', view.ground)}</p>}
                    {view.note !== undefined && (
                      <p>
                        <bdi>{view.note}</bdi>
                      </p>
                    )}
                    <RfiDue view={view} />
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      {rfi.author !== self && <p className="hint">{say('consult.whoElse', { author: rfi.author })}</p>}
    </section>
  )
}
