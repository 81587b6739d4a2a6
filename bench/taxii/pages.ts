import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { quantile } from '../statistics.ts'
import { openTool, type Tool } from './tool.ts'

const types = 'indicator,malware,ipv4-addr,domain-name,relationship'
/** A page of a thousand objects with filters on. */
export const pagePath = (after: string, more = ''): string =>
  `/taxii2/api/collections/all/objects/?limit=1000&match[type]=${types}&added_after=${after}${more}`

export interface PagesRun {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly bareP50Ms: number
  readonly bareP99Ms: number
  /** Of pages that nobody asked for since the node began, one after the other. */
  readonly walkP50Ms: number
  readonly walkP99Ms: number
  readonly pageBytes: number
  /** Median of the same page asked again and again, at the beginning and at the end of all there is. */
  readonly firstMs: number
  readonly deepMs: number
  /** Over four connections, in bytes per second. */
  readonly bytesPerSecond: number
  readonly bareBytesPerSecond: number
  readonly pages: number
}

/** Places spread over all there is: dates behind which whole pages lie. */
export async function placesIn(tool: Tool, count: number): Promise<readonly string[]> {
  const first = await tool.get(pagePath('1970-01-01T00:00:00Z'))
  const begin = Date.parse(first.lastAdded)
  const end = Date.parse(await lastDate(tool, begin))
  const places = ['1970-01-01T00:00:00Z']
  for (let at = 1; at < count; at += 1) {
    const { body, lastAdded } = await tool.get(pagePath(new Date(begin + ((end - begin) * at) / count).toISOString()))
    if (body.length > first.body.length / 2 && !places.includes(lastAdded)) places.push(lastAdded)
  }
  return places
}

/** By halves: the latest date after which there still is an object. */
async function lastDate(tool: Tool, from: number): Promise<string> {
  let [low, high] = [from, Date.now() + 86_400_000]
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2)
    const { body } = await tool.get(pagePath(new Date(middle).toISOString(), '').replace('limit=1000', 'limit=1'))
    if (body.length > 2) low = middle
    else high = middle
  }
  return new Date(low).toISOString()
}

/** What the tool reads first, from a bare server: what is measured of the node's first pages is the node's. */
const madePage = Buffer.alloc(1_200_000, 'x')
const madeMs = 500

export async function runPages(url: string, authorization: string, ms: number): Promise<PagesRun> {
  await runBare([madePage], madeMs)
  const one = openTool(url, authorization, 1)
  const walked = await walk(one, 150)
  const places = await placesIn(one, 200)
  const kept: Buffer[] = []
  const took: number[] = []
  for (const [at, place] of places.entries()) {
    const { body } = await one.get(pagePath(place))
    if (at % 10 === 0) kept.push(body)
  }
  await during(ms, 1, async (at) => {
    const answer = await one.get(pagePath(places[(at * 61) % places.length] ?? ''))
    took.push(answer.ms)
    return answer.body.length
  })
  const again = async (place: string): Promise<number> => {
    const times: number[] = []
    for (let run = 0; run < 15; run += 1) times.push((await one.get(pagePath(place))).ms)
    return quantile(times, 0.5)
  }
  const [firstMs, deepMs] = [await again(places[0] ?? ''), await again(places.at(-1) ?? '')]
  one.close()
  const four = openTool(url, authorization, 4)
  const load = await during(
    ms,
    4,
    async (at) => (await four.get(pagePath(places[(at * 61) % places.length] ?? ''))).body.length,
  )
  four.close()
  const bare = await runBare(kept, ms)
  return {
    p50Ms: quantile(took, 0.5),
    p99Ms: quantile(took, 0.99),
    walkP50Ms: quantile(walked, 0.5),
    walkP99Ms: quantile(walked, 0.99),
    pageBytes: kept.reduce((sum, { length }) => sum + length, 0) / kept.length,
    firstMs,
    deepMs,
    bytesPerSecond: load.perSecond,
    pages: took.length,
    ...bare,
  }
}

/** What a tool does that reads everything once: how long each page takes, from the first on. */
async function walk(tool: Tool, pages: number): Promise<readonly number[]> {
  const took: number[] = []
  let after = '1970-01-01T00:00:00Z'
  while (took.length < pages && after !== '') {
    const answer = await tool.get(pagePath(after))
    took.push(answer.ms)
    after = answer.lastAdded
  }
  return took
}

/** `ask` again and again on some lanes at once; what it answers is summed. */
async function during(
  ms: number,
  lanes: number,
  ask: (at: number) => Promise<number>,
): Promise<{ readonly perSecond: number }> {
  const began = performance.now()
  let [started, sum] = [0, 0]
  const lane = async (): Promise<void> => {
    while (performance.now() - began < ms) {
      const bytes = await ask(started++)
      sum += bytes
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return { perSecond: (sum * 1000) / (performance.now() - began) }
}

/** The same pages from the memory of a server that does nothing else, in a process of its own too. */
async function runBare(
  pages: readonly Buffer[],
  ms: number,
): Promise<{ readonly bareP50Ms: number; readonly bareP99Ms: number; readonly bareBytesPerSecond: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'tamga-pages-'))
  await Promise.all(pages.map((page, at) => writeFile(join(folder, String(at).padStart(4, '0')), page)))
  const child = spawn(process.execPath, [fileURLToPath(new URL('bare-server.ts', import.meta.url)), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [port] = (await once(child.stdout, 'data')) as [Buffer]
    const url = `http://127.0.0.1:${port.toString('utf8').trim()}`
    const one = openTool(url, 'none', 1)
    const took: number[] = []
    await during(ms, 1, async (at) => {
      const answer = await one.get(`/${at % pages.length}`)
      took.push(answer.ms)
      return answer.body.length
    })
    one.close()
    const four = openTool(url, 'none', 4)
    const { perSecond } = await during(ms, 4, async (at) => (await four.get(`/${at % pages.length}`)).body.length)
    four.close()
    return { bareP50Ms: quantile(took, 0.5), bareP99Ms: quantile(took, 0.99), bareBytesPerSecond: perSecond }
  } finally {
    child.kill()
    await rm(folder, { recursive: true, force: true })
  }
}
