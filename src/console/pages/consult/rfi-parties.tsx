import { useQuery } from '@tanstack/react-query'
import type { Rfi } from '../../api/consultation.ts'
import { reportQuery } from '../../api/queries.ts'
import { StateWord } from '../../ui/state-word.tsx'
import { Moment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { PeerNote } from '../peer-note.tsx'
import { WhoTable } from '../who-table.tsx'
import { RfiDue, RfiState } from './words.tsx'

/** Each party asked and its clock: what its machine confirmed and what its people said stand in columns of their own. */
export function RfiParties({ rfi, self }: { readonly rfi: Rfi; readonly self: string }) {
  const { say, refusal, word } = useWords()
  const received = useQuery(reportQuery(rfi.act)).data?.parties ?? {}
  return (
    <WhoTable
      title={say('consult.who')}
      people={say('consult.people')}
      hint={rfi.author === self ? undefined : say('consult.whoElse', { author: rfi.author })}
    >
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
    </WhoTable>
  )
}
