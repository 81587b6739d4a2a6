import { isRefusal } from '#kernel/refusal.ts'
import { Fault } from '#kernel/fault.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { remove, type Row } from '#platform/db/table.ts'
import { receiptKind } from '#platform/transport/receipts.ts'
import { due } from '#platform/transport/tables.ts'
import { compose, record } from './office.ts'
import type { Draft } from './draft.ts'
import type { House } from './house.ts'
import { lowestLabel } from './lowest-label.ts'

/** As many outcomes as an act may cite acts (protocol.md 10). */
const outcomesPerReceipt = 64

/**
 * Signs what is owed to one party, as far as it is due or all of it, into one receipt. Called at most once per second and party (protocol.md 7). Answers whether more is
 * owed. The lines are taken away in the transaction that records the receipt: none is lost, and of two who write at once, the
 * loop and an export, one finds them gone.
 */
export async function writeReceipt(house: House, to: Party, which: 'due' | 'all' = 'due'): Promise<boolean> {
  const where = { peer: to, ...(which === 'due' ? { due_at: { lte: house.clock.now() } } : {}) }
  const rows = await house.store.select(due, { where, order: ['place'], limit: outcomesPerReceipt * 4 })
  const owed = withinOneReceipt(rows)
  const [first] = owed
  if (first === undefined) return false
  const composed = await compose(house, receipt(house, to, owed))
  if (isRefusal(composed)) throw new Fault('receipt-refused', { params: { to, code: composed.code } })
  const told = remove(due, { peer: to, place: { in: owed.map(({ place }) => place) } })
  const overtaken = new Fault('receipt-overtaken')
  try {
    await record(house, [composed], async (tx) => {
      if ((await tx.lock(due, { place: first.place })) === undefined) throw overtaken
      await house.failpoint('receipt:written')
      return [told]
    })
  } catch (error) {
    if (error === overtaken) return true
    throw error
  }
  await house.failpoint('receipt:durable')
  return rows.length > owed.length
}

/** The lines of the first acts that fit: a receipt cites each act once, however many outcomes it tells of it. */
function withinOneReceipt(rows: readonly Row<typeof due>[]): readonly Row<typeof due>[] {
  const acts = new Set<ActId>()
  const fits = ({ act }: Row<typeof due>) => acts.size < outcomesPerReceipt || acts.has(act)
  const first = rows.findIndex((row) => {
    if (!fits(row)) return true
    acts.add(row.act)
    return false
  })
  return first < 0 ? rows : rows.slice(0, first)
}

function receipt(house: House, to: Party, owed: readonly Row<typeof due>[]): Draft {
  return {
    kind: receiptKind,
    audience: [to],
    label: lowestLabel(house.charter()),
    officers: [],
    refs: [...new Set(owed.map(({ act }) => act))],
    attachments: [],
    body: {
      outcomes: owed.map(({ act, outcome, at, code, rule, exported }) => ({
        act,
        outcome,
        at,
        ...(code === null ? {} : { code }),
        ...(rule === null ? {} : { rule }),
        ...(outcome === 'erased' ? { exported } : {}),
      })),
    },
  }
}
