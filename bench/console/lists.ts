import type { Desk } from '../desk.ts'
import { quantile } from '../statistics.ts'

const list = '/api/v1/acts?kind=exchange.share/1&box=received&state=live&limit=100'

export interface ListRun {
  readonly what: string
  readonly p50Ms: number
  readonly p99Ms: number
}

/** What a list of the console asks of the node: its beginning, what is sifted, the other end, and on from the middle. */
export async function runLists(desk: Desk, reports: number, rounds: number): Promise<readonly ListRun[]> {
  const middle = await cursorAfter(desk, 20)
  const asked: readonly (readonly [string, string])[] = [
    ['the first page', ''],
    ['the oldest first', '&sort=arrival'],
    ['the last signed first', '&sort=-at'],
    ['further on', `&after=${encodeURIComponent(middle)}`],
    ['a title that a quarter have', `&title=${encodeURIComponent('дроны')}`],
    ['a title that none has', '&title=nothing%20of%20the%20kind'],
    ['a title that few have', `&title=${encodeURIComponent(`case ${Math.floor(reports / 100)}`)}`],
  ]
  const runs: ListRun[] = []
  for (const [what, query] of asked) {
    const took: number[] = []
    for (let round = -3; round < rounds; round += 1) {
      const began = performance.now()
      await desk.get(`${list}${query}`)
      if (round >= 0) took.push(performance.now() - began)
    }
    runs.push({ what, p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99) })
  }
  return runs
}

async function cursorAfter(desk: Desk, pages: number): Promise<string> {
  let after = ''
  for (let page = 0; page < pages; page += 1) {
    const next = after === '' ? '' : `&after=${encodeURIComponent(after)}`
    after = (await desk.get<{ readonly next?: string }>(`${list}${next}`))?.next ?? ''
  }
  return after
}
