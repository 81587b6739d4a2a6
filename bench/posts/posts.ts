import { Agent, request } from 'node:http'
import type { BareDatabases } from '../bare.ts'
import type { Federation } from '../federation.ts'
import { quantile } from '../statistics.ts'
import { madeBundle } from '../taxii/made-bundle.ts'

export const bundleObjects = 1000

export interface PostsRun {
  readonly lanes: number
  /** From a process that has just started, until it is warm. */
  readonly coldObjectsPerSecond: number
  readonly warmMs: number
  /** From then on, as everything below. */
  readonly objectsPerSecond: number
  readonly megabytesPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Until all of it was found by search, from the last answer on. */
  readonly foundAfterMs: number
  /** Durable COPY of the same objects, a transaction for each bundle, over as many connections. */
  readonly bareObjectsPerSecond: number
  /** Processors that were busy, on average: of the product with its PostgreSQL. */
  readonly processors: number
  /** Processor time of one bundle, and of that the PostgreSQL's. */
  readonly bundleMs: number
  readonly bundleServerMs: number
}

export interface Posting {
  readonly federation: Federation
  readonly bare: BareDatabases
  readonly tool: { readonly url: string; readonly authorization: string }
  readonly lanes: number
  readonly envelopes: Envelopes
  /** Not measured before: a runtime that has just started makes its code first. */
  readonly warmMs: number
  readonly ms: number
}

interface Posted {
  readonly tookMs: number
  readonly bytes: number
}

/** Bundles that a second takes at most, so that enough are made before the clock runs. */
const mostEachSecond = 30

/** Bundles posted by a tool over several connections for a while, each answered when its act is signed and durable. */
export async function runPosts(posting: Posting): Promise<PostsRun> {
  const { federation, bare, tool, lanes, envelopes, warmMs, ms } = posting
  const { bodies, firsts } = envelopes
  const bareMs = await bare.copyEach(firsts)
  await bare.settle()
  const agent = new Agent({ keepAlive: true, maxSockets: lanes })
  let next = 0
  const during = async (forMs: number): Promise<readonly Posted[]> => {
    const began = performance.now()
    const posted: Posted[] = []
    const lane = async (): Promise<void> => {
      while (performance.now() - began < forMs) {
        const body = bodies[next++]
        if (body === undefined) throw new Error('too few bundles were made')
        posted.push({ tookMs: await post(agent, tool, body), bytes: body.length })
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane))
    return posted
  }
  const cold = await timed(() => during(warmMs))
  const before = await federation.processorMs()
  const warm = await timed(() => during(ms))
  const after = await federation.processorMs()
  const foundAfterMs = await untilFound(federation)
  agent.destroy()
  const took = warm.result.map(({ tookMs }) => tookMs)
  return {
    lanes,
    coldObjectsPerSecond: (cold.result.length * bundleObjects) / cold.seconds,
    warmMs,
    objectsPerSecond: (took.length * bundleObjects) / warm.seconds,
    megabytesPerSecond: warm.result.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6 / warm.seconds,
    p50Ms: quantile(took, 0.5),
    p99Ms: quantile(took, 0.99),
    foundAfterMs,
    bareObjectsPerSecond: (firsts.length * bundleObjects * 1000) / bareMs,
    processors: (after.all - before.all) / (warm.seconds * 1000),
    bundleMs: (after.all - before.all) / took.length,
    bundleServerMs: (after.server - before.server) / took.length,
  }
}

async function timed<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly seconds: number }> {
  const began = performance.now()
  const result = await work()
  return { result, seconds: (performance.now() - began) / 1000 }
}

export interface Envelopes {
  readonly bodies: readonly Buffer[]
  /** Objects of the first quarter of them. */
  readonly firsts: readonly (readonly Uint8Array[])[]
}

/** As many as so long may take. */
export function madeEnvelopes(forMs: number): Envelopes {
  const count = Math.ceil((forMs / 1000) * mostEachSecond)
  const firsts = Array.from({ length: Math.ceil(count / 4) }, (_, at) => objectsOf(at))
  const bodies = Array.from({ length: count }, (_, at) => bodyOf(firsts[at] ?? objectsOf(at)))
  return { bodies, firsts }
}

/** The objects of a made bundle, each as it is written. */
function objectsOf(number: number): readonly Uint8Array[] {
  const { content } = madeBundle(number, bundleObjects, 'alt')
  const { objects } = JSON.parse(Buffer.from(content).toString('utf8')) as { readonly objects: readonly object[] }
  return objects.map((object) => Buffer.from(JSON.stringify(object)))
}

/** What a tool sends: objects in an envelope. */
const bodyOf = (objects: readonly Uint8Array[]): Buffer =>
  Buffer.concat([Buffer.from('{"objects":['), ...objects.flatMap((one, at) => (at === 0 ? [one] : [comma, one])), end])

const comma = Buffer.from(',')
const end = Buffer.from(']}')

const media = 'application/taxii+json;version=2.1'

/** Milliseconds until the answer, which says that every object is shared. */
function post(agent: Agent, { url, authorization }: Posting['tool'], body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const headers = { authorization, accept: media, 'content-type': media, 'content-length': body.length }
    const sent = request(url, { method: 'POST', headers, agent }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('error', reject)
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8')
        const isShared = answer.statusCode === 202 && text.includes(`"success_count":${bundleObjects},`)
        if (isShared) resolve(performance.now() - began)
        else reject(new Error(`${answer.statusCode}: ${text.slice(text.indexOf('"failures"')).slice(0, 3000)}`))
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

async function untilFound(federation: Federation): Promise<number> {
  const began = performance.now()
  const desk = await federation.desk('alt', 'analyst')
  while ((await desk.get<{ readonly lag: number }>('/api/v1/search?q=the&limit=1'))?.lag !== 0)
    await new Promise((resolve) => setTimeout(resolve, 100))
  return performance.now() - began
}
