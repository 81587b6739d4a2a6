import process from 'node:process'
import { Agent, request } from 'node:http'
import type { BareDatabases } from '../bare.ts'
import type { Federation } from '../federation.ts'
import { quantile } from '../statistics.ts'
import { madeBundle } from '../taxii/made-bundle.ts'

export const bundleObjects = 1000

export interface PostsRun {
  readonly lanes: number
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
}

export interface Posting {
  readonly federation: Federation
  readonly bare: BareDatabases
  readonly tool: { readonly url: string; readonly authorization: string }
  readonly lanes: number
  readonly ms: number
  readonly firstBundle: number
}

interface Envelope {
  readonly body: Buffer
  readonly objects: readonly Uint8Array[]
}

/** Bundles that a second takes at most, so that enough are made before the clock runs. */
const mostEachSecond = 45

/** Bundles posted by a tool over several connections for a while, each answered when its act is signed and durable. */
export async function runPosts(posting: Posting): Promise<PostsRun> {
  const { federation, bare, tool, lanes, ms, firstBundle } = posting
  const count = Math.ceil((ms / 1000) * mostEachSecond)
  const envelopes = Array.from({ length: count }, (_, at) => envelopeOf(firstBundle + at))
  const bareMs = await bare.copyEach(envelopes.slice(0, Math.ceil(count / 4)).map(({ objects }) => objects))
  await bare.settle()
  const agent = new Agent({ keepAlive: true, maxSockets: lanes })
  const took: number[] = []
  let next = 0
  let bytes = 0
  const before = await federation.processorMs()
  const began = performance.now()
  const lane = async (): Promise<void> => {
    while (performance.now() - began < ms) {
      const envelope = envelopes[next++]
      if (envelope === undefined) throw new Error('too few bundles were made')
      took.push(await post(agent, tool, envelope.body))
      bytes += envelope.body.length
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  const seconds = (performance.now() - began) / 1000
  const after = await federation.processorMs()
  process.stderr.write(`posted ${took.length} in ${seconds} s, p50 ${quantile(took, 0.5)}\n`)
  const foundAfterMs = await untilFound(federation)
  agent.destroy()
  return {
    lanes,
    objectsPerSecond: (took.length * bundleObjects) / seconds,
    megabytesPerSecond: bytes / 1e6 / seconds,
    p50Ms: quantile(took, 0.5),
    p99Ms: quantile(took, 0.99),
    foundAfterMs,
    bareObjectsPerSecond: (Math.ceil(count / 4) * bundleObjects * 1000) / bareMs,
    processors: (after.all - before.all) / (seconds * 1000),
  }
}

/** What a tool sends: the objects of a made bundle in an envelope. */
function envelopeOf(number: number): Envelope {
  const { content } = madeBundle(number, bundleObjects, 'alt')
  const { objects } = JSON.parse(Buffer.from(content).toString('utf8')) as { readonly objects: readonly object[] }
  const texts = objects.map((object) => JSON.stringify(object))
  return { body: Buffer.from(`{"objects":[${texts.join(',')}]}`), objects: texts.map((text) => Buffer.from(text)) }
}

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
