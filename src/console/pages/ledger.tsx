import { useNavigate, useSearch } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { doorQuery } from '../api/queries.ts'
import { useKeys, type Keys } from '../browser/keyboard.ts'
import { RefusalNote } from '../ui/refusal-note.tsx'
import { useWords } from '../words/say.tsx'
import { LedgerFilters } from './ledger-filters.tsx'
import { LedgerList } from './ledger-list.tsx'
import { LedgerPane } from './ledger-pane.tsx'
import { filterOf } from './ledger-place.ts'
import { VerifyPane } from './verify-pane.tsx'
import '../styles/ledger.css'

/** Every act of every journal that this node holds, and how each is proved. What is listed and read stands in the address. */
export function LedgerPage() {
  const { say } = useWords()
  const place = useSearch({ from: '/ledger' })
  const navigate = useNavigate()
  const refused = useQuery(doorQuery).data?.session?.refused
  const keys = useMemo((): Keys => {
    const go = (more: object): void => void navigate({ to: '/ledger', search: { ...filterOf(place), ...more } })
    return { KeyU: () => go({}), KeyV: () => go({ check: 'on' }) }
  }, [navigate, place])
  useKeys(keys)
  const filter = filterOf(place)
  const no = refused?.['records.read']
  const isReading = place.act !== undefined || place.check !== undefined
  return (
    <div className="reports ledger" data-is-reading={isReading}>
      <section className="queue" aria-labelledby="ledger-title">
        <div className="queue-head ledger-head">
          <h1 id="ledger-title">{say('place.ledger')}</h1>
          <button
            type="button"
            className={place.check === undefined ? 'primary' : undefined}
            onClick={() => void navigate({ to: '/ledger', search: { ...filter, check: 'on' } })}
          >
            {say('ledger.verify')}
          </button>
        </div>
        {no === undefined ? (
          <>
            <LedgerFilters filter={filter} />
            <LedgerList key={JSON.stringify(filter)} filter={filter} chosen={place.act} />
          </>
        ) : (
          <RefusalNote refusal={no} />
        )}
      </section>
      {place.act !== undefined && <LedgerPane key={place.act} act={place.act} filter={filter} />}
      {place.act === undefined && place.check !== undefined && <VerifyPane filter={filter} />}
    </div>
  )
}
