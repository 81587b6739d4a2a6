import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Act } from '../api/forms.ts'
import { actsQuery, statusQuery, type Box } from '../api/queries.ts'
import { useKeys, type Keys } from '../browser/keyboard.ts'
import { EmptyNote } from '../ui/empty-note.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { useHeldOrder } from './held-order.ts'
import { ReportRow } from './report-row.tsx'
import { useRowKeys } from './row-keys.ts'
import { useSelection, type Selection } from './selection.ts'

const rowHeight = 56

/** The list of one box: only the rows on the screen are in the document, further pages are fetched as it is scrolled. */
export function ReportQueue({ box, chosen }: { readonly box: Box; readonly chosen: string | undefined }) {
  const { say } = useWords()
  const query = useInfiniteQuery(actsQuery(box))
  const [isTouched, setTouched] = useState(false)
  const items = useMemo(() => uniqueActs(query.data?.pages.flatMap((page) => page.items) ?? []), [query.data])
  const selection = useSelection(box)
  const held = useHeldOrder(items, isTouched || chosen !== undefined || selection.chosen.size > 0)
  const keys = useMemo((): Keys => ({ Period: held.show }), [held.show])
  useKeys(keys)
  if (query.data === undefined) return query.error === null ? <Loading /> : <ProblemNote error={query.error} />
  return (
    <div className="queue-body" onPointerEnter={() => setTouched(true)} onPointerLeave={() => setTouched(false)}>
      <div className="news" role="status">
        {held.waiting > 0 && (
          <button type="button" onClick={held.show}>
            {say('reports.news', { count: held.waiting })}
          </button>
        )}
      </div>
      <BulkBar selection={selection} rows={items} />
      {items.length === 0 ? (
        <Empty box={box} />
      ) : (
        <Rows
          rows={held.rows}
          box={box}
          chosen={chosen}
          selection={selection}
          isWhole={!query.hasNextPage}
          more={() => {
            if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
          }}
        />
      )}
    </div>
  )
}

/** What is empty, why, and where to go from there. */
function Empty({ box }: { readonly box: Box }) {
  const { say } = useWords()
  const peers = useQuery(statusQuery).data?.peers ?? []
  const count = peers.filter(({ state }) => state === 'open').length
  return (
    <EmptyNote title={say(`empty.${box}.title`, { count })} why={say(`empty.${box}.why`)}>
      {box === 'received' && (
        <Link to="/reports" search={{ tab: 'sent' }}>
          {say('empty.received.next')}
        </Link>
      )}
      {box === 'all' && peers.length === 0 && (
        <Link to="/node" search={{ part: 'invitations' }}>
          {say('empty.all.next')}
        </Link>
      )}
    </EmptyNote>
  )
}

/** A page that was fetched after something new came begins with rows of the page before it. */
function uniqueActs(items: readonly Act[]): readonly Act[] {
  return [...new Map(items.map((item) => [item.act, item])).values()]
}

function Loading() {
  const { say } = useWords()
  return <p className="hint loading">{say('frame.loading')}</p>
}

interface RowsProps {
  readonly rows: readonly Act[]
  readonly box: Box
  readonly chosen: string | undefined
  readonly selection: Selection
  /** There is nothing further on the server. */
  readonly isWhole: boolean
  readonly more: () => void
}

function Rows({ rows, box, chosen, selection, isWhole, more }: RowsProps) {
  const { say } = useWords()
  const scroller = useRef<HTMLDivElement>(null)
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    getItemKey: (at) => rows[at]?.act ?? at,
  })
  const shown = list.getVirtualItems()
  const lastShown = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (!isWhole && lastShown >= rows.length - 20) more()
  })
  const navigate = useNavigate()
  const { active, onKeyDown } = useRowKeys({
    ids: rows.map(({ act }) => act),
    chosen,
    reveal: (at) => list.scrollToIndex(at),
    selection,
    open: (act, isFirst) => void navigate({ to: '/reports', search: (old) => ({ ...old, act }), replace: !isFirst }),
  })
  return (
    <div className="grid-scroller" ref={scroller}>
      <div
        role="grid"
        aria-label={say(`box.${box}`)}
        aria-multiselectable="true"
        aria-rowcount={isWhole ? rows.length : -1}
        style={{ height: list.getTotalSize() }}
        className="grid"
        onKeyDown={onKeyDown}
      >
        {shown.map(({ index, start, key }) => {
          const item = rows[index]
          return item === undefined ? null : (
            <ReportRow
              key={key}
              item={item}
              box={box}
              at={index}
              top={start}
              isChosen={item.act === chosen}
              isPicked={selection.chosen.has(item.act)}
              pick={() => selection.toggle(item.act)}
              isActive={index === active}
            />
          )
        })}
      </div>
    </div>
  )
}
