import type { BareDatabases } from './bare.ts'
import type { Desk } from './desk.ts'
import { share, shareUpload } from './share.ts'
import { quantile } from './statistics.ts'

/** A file small enough that signing, sealing and syncing are all of the work. */
export const smallFile = (number: number): Uint8Array =>
  Buffer.from(`Report ${number}: outage of a substation, cause under examination.\n`.repeat(4))

export interface ActsRun {
  readonly concurrency: number
  readonly bareInsertsPerSecond: number
  /** Shares of files that were brought before: one signed act each. */
  readonly sharesPerSecond: number
  /** The same from the file on: upload and share. */
  readonly uploadsAndSharesPerSecond: number
}

/** Acts acknowledged over HTTP, each with both signatures and durable, against rows that are durable. */
export async function runActs(author: Desk, bare: BareDatabases, concurrency: number, ms: number): Promise<ActsRun> {
  const bareInsertsPerSecond = await bare.insertsPerSecond(concurrency, ms, smallFile(0))
  const uploadsAndSharesPerSecond = await perSecond(concurrency, ms, (at) =>
    share(author, `report-${at}.txt`, smallFile(at), ['bor']),
  )
  const ready = await uploads(author, Math.ceil((uploadsAndSharesPerSecond * 3 * ms) / 1000))
  const sharesPerSecond = await perSecond(concurrency, ms, async () => {
    const upload = ready.pop()
    if (upload !== undefined) await shareUpload(author, upload, 'report', ['bor'])
    return upload
  })
  return { concurrency, bareInsertsPerSecond, sharesPerSecond, uploadsAndSharesPerSecond }
}

async function uploads(author: Desk, count: number): Promise<string[]> {
  const ready: string[] = []
  for (let at = 0; at < count; at += 8) {
    const some = Array.from({ length: 8 }, (_, more) =>
      author.post<{ readonly upload: string }>('/api/v1/uploads?name=report.txt', smallFile(at + more)),
    )
    ready.push(...(await Promise.all(some)).map(({ upload }) => upload))
  }
  return ready
}

/** How often `work` resolves in a second; it ends early by resolving to `undefined`. */
async function perSecond(
  concurrency: number,
  ms: number,
  work: (at: number) => Promise<string | undefined>,
): Promise<number> {
  const began = performance.now()
  let started = 0
  let done = 0
  const lane = async (): Promise<void> => {
    while (performance.now() - began < ms) {
      if ((await work(started++)) === undefined) return
      done += 1
    }
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
  return (done * 1000) / (performance.now() - began)
}

export interface DeliveryRun {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly bareP50Ms: number
  readonly bareP99Ms: number
}

/**
 * From the POST of a small share until the addressee's screen is told of it (server-sent event), against what no delivery can do
 * without: a durable row at the author, a request, a durable row at the addressee.
 */
export async function runDelivery(
  author: Desk,
  addressee: Desk,
  bare: BareDatabases,
  count: number,
): Promise<DeliveryRun> {
  const arrived = new Map<string, number>()
  let heard = Promise.withResolvers<void>()
  const close = await addressee.listen((act) => {
    if (!arrived.has(act)) arrived.set(act, performance.now())
    heard.resolve()
    heard = Promise.withResolvers<void>()
  })
  const [took, bareTook]: [number[], number[]] = [[], []]
  const ready = await uploads(author, count)
  for (const [at, upload] of ready.slice(0, count).entries()) {
    const began = performance.now()
    const act = await shareUpload(author, upload, `report ${at}`, [addressee.party])
    while (!arrived.has(act)) await heard.promise
    took.push((arrived.get(act) ?? 0) - began)
    const from = performance.now()
    await bare.insert(smallFile(at))
    await addressee.ping()
    await bare.insert(smallFile(at))
    bareTook.push(performance.now() - from)
  }
  close()
  return {
    p50Ms: quantile(took, 0.5),
    p99Ms: quantile(took, 0.99),
    bareP50Ms: quantile(bareTook, 0.5),
    bareP99Ms: quantile(bareTook, 0.99),
  }
}
