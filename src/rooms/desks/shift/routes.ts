import { toHex } from '#kernel/bytes.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { Reads } from '#platform/db/store.ts'
import { insert, type Row } from '#platform/db/table.ts'
import type { Api } from '#platform/http/api.ts'
import { reply } from '#platform/http/declaration.ts'
import { defaultLimit, pageOf } from '#platform/http/page.ts'
import type { Reader } from '#platform/http/reader.ts'
import type { House } from '#charter/record/house.ts'
import type { DeskPorts } from '../directory/routes.ts'
import { shifts } from '../tables.ts'
import * as declared from './declarations.ts'
import type { ShiftWish } from './wish.ts'

type ShiftRow = Row<typeof shifts>

const rowsAtOnce = 500

/** The routes of the log of the watch, one line of wiring each. */
export function shiftRoutes(api: Api, { house, cursors }: DeskPorts): void {
  api.route(declared.list, async ({ reader, query: { limit = defaultLimit, after } }) => {
    const use = { account: reader.account.name, query: 'shift-log' }
    const position = after === undefined ? [] : cursors.read(use, after)
    if (isRefusal(position)) return position
    const rows = await seenBelow(house.store, reader, { place: position[0], most: limit + 1 })
    const { items, ...page } = pageOf(rows, limit, ({ place }) => cursors.write(use, [place]))
    const waiting = (await openHandover(house.store)) !== undefined
    return {
      ...page,
      items: items.map(({ entry, kind, note, by_desk: desk, at }) => ({ entry, kind, note, desk, at })),
      waiting,
    }
  })
  api.route(declared.write, ({ reader, body }) => write(house, reader, body))
}

/** Entries that the reader may see, newest first: what he may not see shortens no page. */
async function seenBelow(
  reads: Reads,
  reader: Reader,
  { place, most }: { readonly place: string | number | undefined; readonly most: number },
): Promise<readonly ShiftRow[]> {
  const seen: ShiftRow[] = []
  let below = place === undefined ? {} : { place: { lt: Number(place) } }
  while (seen.length < most) {
    const where = { level: { in: reader.levels }, ...below }
    const rows = await reads.select(shifts, { where, order: ['-place'], limit: rowsAtOnce })
    seen.push(...rows.filter((row) => isWithin(row, reader)))
    const last = rows.at(-1)
    if (rows.length < rowsAtOnce || last === undefined) break
    below = { place: { lt: last.place } }
  }
  return seen.slice(0, most)
}

/** An entry may name anything that its writer could see: it is read by whoever may see as much. */
const isWithin = ({ categories }: ShiftRow, reader: Reader): boolean =>
  reader.categories === 'all' || categories.every((category) => reader.categories.includes(category))

/** The handover that nobody has taken over, if the last word of the two is one. */
async function openHandover(reads: Reads): Promise<ShiftRow | undefined> {
  const where = { kind: { in: ['handover', 'takeover'] as const } }
  const [last] = await reads.select(shifts, { where, order: ['-place'], limit: 1 })
  return last?.kind === 'handover' ? last : undefined
}

/** A watch is taken over once: the handover is held while it is. */
async function write(house: House, reader: Reader, { kind, note = '' }: ShiftWish) {
  const entry = `shift-${toHex(house.random.bytes(8))}`
  const no = await house.store.transaction(async (tx): Promise<Refusal | undefined> => {
    if (kind === 'takeover') {
      const open = await openHandover(tx)
      if (open !== undefined) await tx.lock(shifts, { entry: open.entry })
      if ((await openHandover(tx)) === undefined) return refuse('shift-not-handed-over', 'desks: the log of the watch')
    }
    const row = {
      entry,
      place: await tx.next('transport.place'),
      kind,
      note,
      by_desk: reader.account.desk ?? '',
      at: house.clock.now(),
      level: reader.levels.at(-1) ?? '',
      categories: reader.categories === 'all' ? ['*'] : [...reader.categories],
    }
    await tx.apply([insert(shifts, row)])
    return undefined
  })
  return no ?? reply(201, { entry })
}
