import type { EventHub } from '#platform/http/events.ts'
import { maySee } from '#platform/http/reader.ts'
import { actOf } from '#platform/record/load.ts'
import { withoutFalseStubs } from '#platform/record/recalled.ts'
import { items } from '#platform/record/tables.ts'
import { reportedIn } from '#platform/transport/receipts.ts'
import { newItems, newReceipts } from './new-rows.ts'
import type { NodePorts } from './ports.ts'

/** Tells each reader of the acts that are new and visible to him; what came before this process started is for reading. */
export function tellOfActs({ store }: NodePorts, events: EventHub): () => void {
  const news = newItems(store)
  return oneByOne(news, async () => {
    const { rows, hasMore } = await news.take()
    for (const item of await withoutFalseStubs(store, rows)) {
      const { act, kind, author, state, exercise } = item
      const drill = exercise === null ? {} : { exercise }
      events.publish({
        name: 'act',
        data: { act, kind, author, state, ...drill },
        isVisible: (reader) => maySee(reader, item),
      })
    }
    return hasMore
  })
}

/** Tells whoever may see an act of this house that an addressee has said how far it is there. Which one, and what, is for reading. */
export function tellOfReceipts({ store, party }: NodePorts, events: EventHub): () => void {
  const news = newReceipts(store)
  return oneByOne(news, async () => {
    const { rows, hasMore } = await news.take()
    const lines = rows.flatMap((row) => {
      const receipt = actOf(row)
      return receipt === undefined ? [] : reportedIn(receipt).map(({ act }) => ({ act, by: row.author }))
    })
    const named = [...new Set(lines.map(({ act }) => act))]
    const where = { act: { in: named }, author: party }
    const told = named.length === 0 ? [] : await store.select(items, { where, limit: named.length })
    for (const item of told) {
      // Nobody else has a say in it.
      if (!lines.some(({ act, by }) => act === item.act && item.audience.includes(by))) continue
      events.publish({ name: 'receipt', data: { act: item.act }, isVisible: (reader) => maySee(reader, item) })
    }
    return hasMore
  })
}

/** As long as a look says that there is more, another follows. Whoever rings before a look has begun is heard by it. */
function oneByOne(news: { begin(): Promise<unknown> }, look: () => Promise<boolean>): () => void {
  // Before the first ring: what comes while that is answered is news.
  let running: Promise<void> = news.begin().then(
    () => undefined,
    () => undefined,
  )
  let isNext = false
  const all = async (): Promise<void> => {
    isNext = false
    while (await look());
  }
  return () => {
    if (isNext) return
    isNext = true
    running = running.then(all).catch(() => undefined)
  }
}
