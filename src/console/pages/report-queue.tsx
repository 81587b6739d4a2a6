import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import type { Act } from '../api/forms.ts'
import type { Box, Sifted } from '../api/lists.ts'
import { actsQuery, statusQuery } from '../api/queries.ts'
import { isFind, useKeys, type Keys } from '../browser/keyboard.ts'
import { useSettings } from '../browser/use-settings.ts'
import { EmptyNote } from '../ui/empty-note.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { useHeldOrder } from './held-order.ts'
import { usePagedRows, type PagedRows } from './paged-rows.ts'
import { ReportRow } from './report-row.tsx'
import { useRowKeys } from './row-keys.ts'
import { useRowWindow } from './row-window.ts'
import { useSelection, type Selection } from './selection.ts'

/** CSS pixels, as the styles have it. */
const rowHeights = { roomy: 56, dense: 44 } as const

export interface QueueProps {
  readonly box: Box
  readonly sifted: Sifted
  readonly chosen: string | undefined
  /** Leads to where it is said what is looked for. */
  readonly find?: (() => void) | undefined
}

/** The list of one box: only the rows on the screen are in the document, further pages are fetched as it is scrolled. */
export function ReportQueue({ box, sifted, chosen, find }: QueueProps) {
  const { say } = useWords()
  const { density } = useSettings()
  const asked = actsQuery(box, sifted)
  const query = useInfiniteQuery(asked)
  const [isTouched, setTouched] = useState(false)
  const items = useMemo(() => uniqueActs(query.data?.pages.flatMap((page) => page.items) ?? []), [query.data])
  const selection = useSelection(box)
  const paged = usePagedRows(asked.queryKey, query, items.length)
  const isHeld = isTouched || chosen !== undefined || selection.chosen.size > 0
  const held = useHeldOrder(items, isHeld, paged.list)
  const keys = useMemo((): Keys => ({ Period: held.show }), [held.show])
  useKeys(keys)
  if (query.data === undefined) return query.error === null ? <Loading /> : <ProblemNote error={query.error} />
  return (
    <div
      className="queue-body"
      aria-busy={query.isPlaceholderData}
      onPointerEnter={() => setTouched(true)}
      onPointerLeave={() => setTouched(false)}
    >
      <div className="news" role="status">
        {held.waiting > 0 && (
          <button type="button" onClick={held.show}>
            {say('reports.news', { count: held.waiting })}
          </button>
        )}
      </div>
      <BulkBar selection={selection} rows={items} />
      {paged.count === 0 ? (
        sifted.title === undefined ? (
          <Empty box={box} />
        ) : (
          <EmptyNote title={say('reports.none')} why={say('reports.noneWhy')} />
        )
      ) : (
        <Rows
          key={density}
          rows={held.rows}
          rowHeight={rowHeights[density]}
          box={box}
          chosen={chosen}
          selection={selection}
          paged={paged}
          title={sifted.title}
          find={find}
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
  readonly paged: PagedRows
  /** What is looked for: what answers to something else is read from its beginning. */
  readonly title: string | undefined
  readonly find: (() => void) | undefined
  readonly rowHeight: number
}

function Rows({ rows, box, chosen, selection, paged, title, find, rowHeight }: RowsProps) {
  const { say } = useWords()
  const { before } = paged
  const { scroller, list, shown } = useRowWindow({ rows, paged, rowHeight })
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 })
  }, [title])
  const navigate = useNavigate()
  const { active, onKeyDown } = useRowKeys({
    ids: rows.map(({ act }) => act),
    chosen,
    reveal: (at) => list.scrollToIndex(at + before),
    selection,
    open: (act, isFirst) => void navigate({ to: '/reports', search: (old) => ({ ...old, act }), replace: !isFirst }),
  })
  return (
    <div className="grid-scroller" ref={scroller}>
      <div
        role="grid"
        aria-label={say(`box.${box}`)}
        aria-multiselectable="true"
        aria-rowcount={paged.isWhole ? paged.count : -1}
        style={{ height: list.getTotalSize() }}
        className="grid"
        onKeyDown={(event) => {
          if (find === undefined || !isFind(event)) return onKeyDown(event)
          event.preventDefault()
          find()
        }}
      >
        {shown.map(({ index, start, key }) => {
          const item = rows[index - before]
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
              isActive={index - before === active}
            />
          )
        })}
      </div>
    </div>
  )
}
