import { createHash } from 'node:crypto'
import type { ActId } from '#protocol/act/statement.ts'
import { addMs } from '#kernel/instant.ts'
import { insert, type Row } from '#platform/db/table.ts'
import { PostgresStore } from '#platform/db/postgres-store.ts'
import { systemTimers } from '#platform/clock/system-time.ts'
import { folded } from '#platform/record/folded.ts'
import { acts, items } from '#platform/record/tables.ts'
import { Client } from 'pg'
import { clientConfig } from '#platform/db/postgres-address.ts'

const atOnce = 5000
/** What comes meanwhile takes its numbers before those of the reports. */
const apart = 1000
/** Between the signatures of two reports. */
const apartMs = 1000
const topics = [
  'Drones over the pass',
  'Дроны над перевалом',
  '山口上空的无人机',
  'Phishing against ministries',
] as const
const places = ['north', 'south', 'граница', 'порт', '东部', '西部', 'airfield'] as const

/** The title of the n-th report: of a few subjects and places, and with a number of its own. */
const titleOf = (number: number): string =>
  `${topics[number % topics.length]}, ${places[number % places.length]}, case ${number}`

/** Puts so many reports beside one that came, as rows of the record and the register: what lists are made of, not what is in them. */
export async function fill(socketFolder: string, like: string, reports: number): Promise<void> {
  const address = { socketFolder, user: 'tamga', database: 'tamga_bor' }
  await using store = await PostgresStore.open({ address, timers: systemTimers })
  const act = await store.find(acts, { act: like as ActId })
  const [item] = await store.select(items, { where: { act: like as ActId }, limit: 1 })
  if (act === undefined || item === undefined) throw new Error(`${like} has not come`)
  const first = await store.transaction(async (tx) => {
    const free = (await tx.next('record.arrival')) + apart
    await tx.advance('record.arrival', free + reports)
    return free
  })
  for (let from = 0; from < reports; from += atOnce) {
    await store.transaction(async (tx) => {
      const numbers = Array.from({ length: Math.min(atOnce, reports - from) }, (_, at) => from + at)
      const rows = numbers.map((number) => rowsOf({ act, item }, number, first + number))
      await tx.apply([
        ...rows.map(({ act: one }) => insert(acts, one)),
        ...rows.map(({ item: one }) => insert(items, one)),
      ])
    })
  }
  const client = new Client(clientConfig(address))
  await client.connect()
  // What the server does by itself after a while.
  for (const table of ['record.act', 'record.item']) await client.query(`VACUUM (ANALYZE) ${table}`)
  await client.end()
}

interface Like {
  readonly act: Row<typeof acts>
  readonly item: Row<typeof items>
}

function rowsOf({ act, item }: Like, number: number, arrival: number): Like {
  const id = `act--${createHash('sha256').update(String(number)).digest('hex')}` as ActId
  const title = titleOf(number)
  const at = addMs(item.at, number * apartMs)
  return { act: { ...act, act: id, arrival }, item: { ...item, act: id, arrival, at, title, sought: folded(title) } }
}
