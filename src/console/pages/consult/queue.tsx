import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { rfiDraftsQuery, rfisQuery, type Rfi } from '../../api/consultation.ts'
import { doorQuery } from '../../api/queries.ts'
import { useKeys, type Keys } from '../../browser/keyboard.ts'
import { Choice } from '../../ui/choice.tsx'
import { EmptyNote } from '../../ui/empty-note.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { useWords } from '../../words/say.tsx'
import { HeldList } from '../held-list.tsx'
import { useHeldOrder, useStanding } from '../held-order.ts'
import { useRowKeys } from '../row-keys.ts'
import { Approvals } from './approvals.tsx'
import { inOrder, isSought, isUnder, tabs, type Sought, type Tab } from './order.ts'
import { RfiPane } from './rfi-pane.tsx'
import { RfiRow } from './rfi-row.tsx'

const nothing: readonly Rfi[] = []

/** Requests for information: what is asked of us, what we ask, what waits for approval, what is late, what is over. */
export function QueuePage() {
  const { queue: tab = 'toUs', act } = useSearch({ from: '/consult/' })
  const { say } = useWords()
  const navigate = useNavigate()
  const keys = useMemo(
    (): Keys => ({ KeyU: () => void navigate({ to: '/consult', search: ({ act: _, ...place }) => place }) }),
    [navigate],
  )
  useKeys(keys)
  const self = useQuery(doorQuery).data?.party ?? ''
  const { data, error } = useQuery(rfisQuery)
  const [sought, seek] = useState<Sought>({ text: '', party: '' })
  const found = useMemo(
    () =>
      inOrder(
        (data?.items ?? nothing).filter((rfi) => isSought(rfi, sought)),
        self,
      ),
    [data, sought, self],
  )
  return (
    <div className="board" data-is-reading={act !== undefined} data-is-alone={act === undefined}>
      <section className="board-main" aria-labelledby="rfis-title">
        <div className="board-head">
          <h2 id="rfis-title" className="for-reader">
            {say('consult.requests')}
          </h2>
          <Tabs tab={tab} self={self} />
        </div>
        {tab === 'approval' ? (
          <Approvals />
        ) : (
          <>
            <Seeking sought={sought} seek={seek} of={data?.items ?? nothing} self={self} />
            {data === undefined ? (
              <ProblemNote error={error} />
            ) : (
              <Requests key={`${tab} ${sought.text} ${sought.party}`} tab={tab} rfis={found} self={self} chosen={act} />
            )}
            {data?.next !== undefined && <p className="hint board-more">{say('consult.more')}</p>}
          </>
        )}
      </section>
      {act !== undefined && <RfiPane key={act} act={act} self={self} />}
    </div>
  )
}

function Tabs({ tab, self }: { readonly tab: Tab; readonly self: string }) {
  const { say } = useWords()
  const rfis = useQuery(rfisQuery).data?.items ?? nothing
  const drafts = useQuery(rfiDraftsQuery).data?.items.length ?? 0
  const countOf = (name: Tab): number =>
    name === 'approval' ? drafts : rfis.filter((rfi) => isUnder(name, rfi, self)).length
  return (
    <nav className="tabs" aria-label={say('consult.which')}>
      {tabs.map((name) => (
        <Link
          key={name}
          to="/consult"
          search={name === 'toUs' ? {} : { queue: name }}
          aria-current={name === tab ? 'page' : undefined}
          activeOptions={{ exact: true, includeSearch: true }}
        >
          {say(`consult.tab.${name}`)}
          {name !== 'ended' && countOf(name) > 0 && <span className="count">{countOf(name)}</span>}
        </Link>
      ))}
    </nav>
  )
}

interface SeekingProps {
  readonly sought: Sought
  readonly seek: (sought: Sought) => void
  readonly of: readonly Rfi[]
  readonly self: string
}

function Seeking({ sought, seek, of, self }: SeekingProps) {
  const { say } = useWords()
  const parties = [...new Set(of.flatMap(({ author, audience }) => [author, ...audience]))]
  const others = parties.filter((party) => party !== self).toSorted()
  return (
    <form className="sieve" aria-label={say('reports.sift')} onSubmit={(event) => event.preventDefault()}>
      <label>
        {say('consult.seek')}
        <input
          type="search"
          dir="auto"
          maxLength={100}
          value={sought.text}
          onChange={({ target }) => seek({ ...sought, text: target.value })}
        />
      </label>
      <Choice
        label={say('consult.with')}
        none={say('consult.withAll')}
        value={sought.party}
        set={(party) => seek({ ...sought, party })}
        options={others.map((party) => [party, party] as const)}
      />
    </form>
  )
}

interface RequestsProps {
  readonly tab: Tab
  readonly rfis: readonly Rfi[]
  readonly self: string
  readonly chosen: string | undefined
}

/** The queue as it stood stays while a pointer is on it: what changes is seen where it is, what is new is counted. */
function Requests({ tab, rfis, self, chosen }: RequestsProps) {
  const { say } = useWords()
  const [isTouched, setTouched] = useState(false)
  const standing = useStanding(rfis, (rfi) => isUnder(tab, rfi, self), isTouched)
  const held = useHeldOrder(standing, isTouched, tab)
  const keys = useMemo((): Keys => ({ Period: held.show }), [held.show])
  useKeys(keys)
  const navigate = useNavigate()
  const { onKeyDown } = useRowKeys({
    ids: held.rows.map(({ act }) => act),
    chosen,
    reveal: () => undefined,
    open: (act, isFirst) => void navigate({ to: '/consult', search: (old) => ({ ...old, act }), replace: !isFirst }),
  })
  return (
    <HeldList held={held} news={say('consult.news', { count: held.waiting })} touch={setTouched} onKeyDown={onKeyDown}>
      {held.rows.length === 0 ? (
        <EmptyNote title={say(`consult.empty.${tab}`)} why={say(`consult.emptyWhy.${tab}`)} />
      ) : (
        <ul className="desk-list" aria-labelledby="rfis-title">
          {held.rows.map((rfi) => (
            <RfiRow key={rfi.act} rfi={rfi} self={self} isChosen={rfi.act === chosen} />
          ))}
        </ul>
      )}
    </HeldList>
  )
}
