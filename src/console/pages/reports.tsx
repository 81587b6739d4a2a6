import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useRef } from 'react'
import { isSifted, siftedIn, tabs, usualTab, type Tab } from '../api/lists.ts'
import { actsQuery, draftsQuery } from '../api/queries.ts'
import { useKeys, type Keys } from '../browser/keyboard.ts'
import { useWords } from '../words/say.tsx'
import { DraftList } from './draft-list.tsx'
import { ReportPane } from './report-pane.tsx'
import { ReportQueue, type QueueProps } from './report-queue.tsx'
import { ReportSieve } from './report-sieve.tsx'
import { useSieve } from './sieve.ts'

/** The queue and the report that is being read. Place and choice stand in the address. */
export function ReportsPage() {
  const { say } = useWords()
  const place = useSearch({ from: '/reports' })
  const { tab = usualTab, act } = place
  const navigate = useNavigate()
  const keys = useMemo(
    (): Keys => ({ KeyU: () => void navigate({ to: '/reports', search: ({ act: _, ...list }) => list }) }),
    [navigate],
  )
  useKeys(keys)
  return (
    <div className="reports" data-is-reading={act !== undefined}>
      <section className="queue" aria-labelledby="reports-title">
        <div className="queue-head">
          <h1 id="reports-title">{say('place.reports')}</h1>
          <Tabs tab={tab} />
        </div>
        {tab === 'drafts' ? <DraftList /> : <Listed key={tab} box={tab} sifted={siftedIn(place)} chosen={act} />}
      </section>
      {act !== undefined && <ReportPane key={act} act={act} />}
    </div>
  )
}

/** Another order is another list: nothing of the one before stays as it stood. */
function Listed({ box, sifted: address, chosen }: QueueProps) {
  const sieve = useSieve(address)
  const sifted = siftedIn(sieve.wanted)
  const field = useRef<HTMLInputElement>(null)
  return isSifted(box) ? (
    <>
      <ReportSieve {...sieve} field={field} />
      <ReportQueue
        key={sifted.order ?? ''}
        box={box}
        sifted={sifted}
        chosen={chosen}
        find={() => field.current?.focus()}
      />
    </>
  ) : (
    <ReportQueue box={box} sifted={{}} chosen={chosen} />
  )
}

function Tabs({ tab }: { readonly tab: Tab }) {
  const { say } = useWords()
  const drafts = useQuery(draftsQuery)
  const forMe = useInfiniteQuery(actsQuery('me'))
  const counts: Partial<Record<Tab, number>> = {
    me: forMe.data?.pages[0]?.waiting ?? 0,
    drafts: drafts.data?.items.length ?? 0,
  }
  return (
    <nav className="tabs" aria-label={say('reports.boxes')}>
      {tabs.map((name) => (
        <Link key={name} to="/reports" search={{ tab: name }} aria-current={name === tab ? 'page' : undefined}>
          {say(`box.${name}`)}
          {(counts[name] ?? 0) > 0 && <span className="count">{counts[name]}</span>}
        </Link>
      ))}
    </nav>
  )
}
