import { useQuery } from '@tanstack/react-query'
import { tell } from '../api/ask.ts'
import type { Status } from '../api/forms.ts'
import { doorQuery, statusQuery } from '../api/queries.ts'
import { useSigned } from '../frame/confirming.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { Moment } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'
import { clockBeside } from './clock-beside.ts'

/** How this node stands: its journal, its search, its links. Asked again every few seconds. */
export function NodeOverview() {
  const { data, error } = useQuery(statusQuery)
  if (data === undefined) return <ProblemNote error={error} />
  return (
    <>
      <Facts status={data} />
      <Peers status={data} />
    </>
  )
}

function Facts({ status }: { readonly status: Status }) {
  const { say, word } = useWords()
  const { journal, search } = status
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    ['party', status.party],
    ['version', status.version],
    ['journal', word('journal', journal.kind)],
    ['size', journal.size],
    ['witnessed', journal.published],
    ['waiting', journal.waiting],
    ['witnesses', say('node.kOfN', { k: journal.k, n: journal.n })],
    ['lag', search?.lag],
  ]
  return (
    <section className="card" aria-labelledby="facts-title">
      <h2 id="facts-title">{say('node.facts')}</h2>
      <dl className="facts">
        {facts.map(([name, value]) =>
          value === undefined ? null : (
            <div key={name} className="fact">
              <dt>{say(`node.${name}`)}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
    </section>
  )
}

const columns = ['peer', 'link', 'contact', 'queued', 'sent', 'received', 'behind', 'clock'] as const

/** The link to each other state. Figures are for those who may see all of it. */
function Peers({ status }: { readonly status: Status }) {
  const { say } = useWords()
  return (
    <section className="card" aria-labelledby="peers-title">
      <h2 id="peers-title">{say('node.peers')}</h2>
      <div className="table-scroller" tabIndex={0} role="group" aria-labelledby="peers-title">
        <table>
          <thead>
            <tr>
              {columns.map((name) => (
                <th key={name} scope="col">
                  {say(`node.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {status.peers.map((peer) => (
              <tr key={peer.party}>
                <th scope="row">{peer.party}</th>
                <td>
                  <Link peer={peer} />
                </td>
                <td>{peer.lastContact === undefined ? '–' : <Moment at={peer.lastContact} />}</td>
                {[peer.queued, peer.sent, peer.received, peer.behind].map((figure, at) => (
                  <td key={columns[at + 3]} className="figure">
                    {figure ?? '–'}
                  </td>
                ))}
                <td>{peer.skewMs === undefined ? '–' : <ClockBeside skewMs={peer.skewMs} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** How far a peer's clock is from ours. */
function ClockBeside({ skewMs }: { readonly skewMs: number }) {
  const { say } = useWords()
  const { seconds, side } = clockBeside(skewMs)
  return seconds === 0 ? say('node.inStep') : say('node.apart', { seconds, side })
}

function Link({ peer }: { readonly peer: Status['peers'][number] }) {
  const { say, word } = useWords()
  const role = useQuery(doorQuery).data?.session?.role
  const path = `/api/v1/peers/${encodeURIComponent(peer.party)}/open`
  const open = useSigned(() => tell(path, { method: 'POST', body: {} }), { renews: statusQuery })
  return (
    <>
      <span className="link-state" data-state={peer.state}>
        <span aria-hidden="true" className="lamp" />
        {word('link', peer.state)}
      </span>
      {peer.state === 'stopped' && role === 'admin' && (
        <button type="button" disabled={open.isPending} onClick={() => open.mutate()}>
          {say('node.tryAgain')}
        </button>
      )}
      <ProblemNote error={open.error} />
    </>
  )
}
