import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { ledgerQuery, type LedgerFilter, type Line } from '../api/ledger.ts'
import { useKeys, type Keys } from '../browser/keyboard.ts'
import { useSettings } from '../browser/use-settings.ts'
import { EmptyNote } from '../ui/empty-note.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'
import { useHeldOrder } from './held-order.ts'
import { usePagedRows, type PagedRows } from './paged-rows.ts'
import { LedgerRow } from './ledger-row.tsx'
import { useRowKeys } from './row-keys.ts'
import { useRowWindow } from './row-window.ts'

/** CSS pixels, as the styles have it. */
const rowHeights = { roomy: 40, dense: 32 } as const

interface ListProps {
  readonly filter: LedgerFilter
  readonly chosen: string | undefined
}

/** The lines that the node gives; only those on the screen are in the document, further ones are fetched as it is scrolled. */
export function LedgerList({ filter, chosen }: ListProps) {
  const { say } = useWords()
  const { density } = useSettings()
  const asked = ledgerQuery(filter)
  const query = useInfiniteQuery(asked)
  const [isTouched, setTouched] = useState(false)
  const items = useMemo(() => unique(query.data?.pages.flatMap((page) => page.items) ?? []), [query.data])
  const paged = usePagedRows(asked.queryKey, query, items.length)
  const held = useHeldOrder(items, isTouched || chosen !== undefined, paged.list)
  const keys = useMemo((): Keys => ({ Period: held.show }), [held.show])
  useKeys(keys)
  if (query.data === undefined) {
    return query.error === null ? (
      <p className="hint loading">{say('frame.loading')}</p>
    ) : (
      <ProblemNote error={query.error} />
    )
  }
  return (
    <div className="queue-body" onPointerEnter={() => setTouched(true)} onPointerLeave={() => setTouched(false)}>
      <div className="news" role="status">
        {held.waiting > 0 && (
          <button type="button" onClick={held.show}>
            {say('ledger.news', { count: held.waiting })}
          </button>
        )}
      </div>
      {paged.count === 0 ? (
        <EmptyNote
          title={say('ledger.empty')}
          why={say(Object.keys(filter).length > 0 ? 'ledger.emptyFilter' : 'ledger.emptyWhy')}
        />
      ) : (
        <Rows
          key={density}
          rows={held.rows}
          rowHeight={rowHeights[density]}
          filter={filter}
          chosen={chosen}
          paged={paged}
        />
      )}
    </div>
  )
}

/** A page that was fetched after something new came begins with rows of the page before it. */
const unique = (items: readonly Line[]): readonly Line[] => [...new Map(items.map((item) => [item.act, item])).values()]

interface RowsProps extends ListProps {
  readonly rows: readonly Line[]
  readonly paged: PagedRows
  readonly rowHeight: number
}

function Rows({ rows, filter, chosen, paged, rowHeight }: RowsProps) {
  const { say } = useWords()
  const navigate = useNavigate()
  const { before } = paged
  const { scroller, list, shown } = useRowWindow({ rows, paged, rowHeight })
  const open = (act: string, isFirst = true): void =>
    void navigate({ to: '/ledger', search: { ...filter, act }, replace: !isFirst })
  const { active, onKeyDown } = useRowKeys({
    ids: rows.map(({ act }) => act),
    chosen,
    reveal: (at) => list.scrollToIndex(at + before),
    open,
  })
  return (
    <div className="grid-scroller" ref={scroller}>
      <div
        role="grid"
        aria-label={say('place.ledger')}
        aria-rowcount={paged.isWhole ? paged.count + 1 : -1}
        onKeyDown={onKeyDown}
      >
        <Heads filter={filter} />
        <div role="rowgroup" className="grid" style={{ height: list.getTotalSize() }}>
          {shown.map(({ index, start, key }) => {
            const line = rows[index - before]
            if (line === undefined) return null
            const here = { at: index, top: start, isChosen: line.act === chosen, isActive: index - before === active }
            return <LedgerRow key={key} line={line} {...here} open={() => open(line.act, chosen === undefined)} />
          })}
        </div>
      </div>
    </div>
  )
}

const heads = ['at', 'author', 'kind', 'label', 'state', 'place', 'arrival'] as const

/** Two of the columns order the list, each either way; the node does it. */
function Heads({ filter }: { readonly filter: LedgerFilter }) {
  const { say } = useWords()
  const navigate = useNavigate()
  const { sort = '-arrival' } = filter
  const by = (name: 'at' | 'arrival'): void => {
    const next = sort === `-${name}` ? name : `-${name}`
    void navigate({ to: '/ledger', search: { ...filter, sort: next }, replace: true })
  }
  return (
    <div role="rowgroup" className="ledger-heads">
      <div role="row" aria-rowindex={1} className="ledger-row">
        {heads.map((name) => {
          const direction = sort === name ? 'ascending' : sort === `-${name}` ? 'descending' : undefined
          if (name !== 'at' && name !== 'arrival') {
            return (
              <span key={name} role="columnheader" className={`ledger-${name}`}>
                {say(`ledger.column.${name}`)}
              </span>
            )
          }
          return (
            <span key={name} role="columnheader" aria-sort={direction ?? 'none'} className={`ledger-${name}`}>
              <button type="button" onClick={() => by(name)}>
                {say(`ledger.column.${name}`)}
                <span aria-hidden="true">
                  {direction === undefined ? ' ↕' : direction === 'ascending' ? ' ↑' : ' ↓'}
                </span>
              </button>
            </span>
          )
        })}
      </div>
    </div>
  )
}
