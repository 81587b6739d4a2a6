// npm run bench:posts [-- --seconds N] [--connections N] [--flag=--cpu-prof]
import process from 'node:process'
import { readFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { parseArgs } from 'node:util'
import { startFederation } from '../federation.ts'
import { quantile } from '../statistics.ts'
import { madeBundle } from './made-bundle.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '4' },
    flag: { type: 'string', multiple: true, default: [] },
  },
})
const [seconds, connections] = [Number(values.seconds), Number(values.connections)]
const objectsEach = 1000
const mediaType = 'application/taxii+json;version=2.1'

interface Post {
  readonly ms: number
  readonly objects: number
}

const agent = new Agent({ keepAlive: true, maxSockets: connections })

/** A body as a tool sends it; answers how long it took and how many objects the status says were shared. */
function post(url: string, authorization: string, body: Uint8Array): Promise<Post> {
  const headers = { authorization, accept: mediaType, 'content-type': mediaType, 'content-length': body.length }
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const sent = request(url, { method: 'POST', headers, agent }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('error', reject)
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8')
        if (answer.statusCode !== 202) return reject(new Error(`${answer.statusCode} ${text.slice(0, 300)}`))
        const status = JSON.parse(text) as { readonly success_count: number }
        resolve({ ms: performance.now() - began, objects: status.success_count })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

let made = 0
const bodies: Uint8Array[] = []
const nextBody = (): Uint8Array => bodies.pop() ?? envelopeOf(made++)

/** Without the identity that stands in every bundle of an author. */
function envelopeOf(number: number): Uint8Array {
  const { objects } = JSON.parse(Buffer.from(madeBundle(number, objectsEach + 1, 'alt').content).toString('utf8')) as {
    readonly objects: readonly object[]
  }
  return Buffer.from(JSON.stringify({ objects: objects.slice(1) }))
}

await using federation = await startFederation(values.flag)
const [admin, officer] = [await federation.desk('alt', 'admin'), await federation.desk('alt', 'liaison')]
const profile = {
  name: 'feed',
  title: 'Feed',
  to: ['bor'],
  level: 'restricted',
  category: 'network-security',
  desk: 'liaison-1',
  assessment: 'Made up objects.',
}
const { collection } = await admin.post<{ readonly collection: string }>('/api/v1/profiles', profile)
for (const desk of [admin, officer]) await desk.post('/api/v1/profiles/feed/activate', { revision: 1 })
const token = (await readFile(federation.tokenFile('alt', 'taxii'), 'utf8')).trim()
const authorization = `Basic ${btoa(token)}`
const url = new URL(`/taxii2/api/collections/${collection}/objects/`, federation.urlOf('alt')).href

/** Bodies as fast as the node takes them, on so many connections. */
async function run(title: string, forMs: number): Promise<void> {
  while (bodies.length < (forMs / 1000) * 40) bodies.push(envelopeOf(made++))
  const done: Post[] = []
  const before = await federation.processorMs()
  const began = performance.now()
  const lane = async (): Promise<void> => {
    while (performance.now() - began < forMs) done.push(await post(url, authorization, nextBody()))
  }
  await Promise.all(Array.from({ length: connections }, lane))
  const ms = performance.now() - began
  const after = await federation.processorMs()
  const objects = done.reduce((sum, one) => sum + one.objects, 0)
  const took = done.map((one) => one.ms)
  const figure = {
    objectsPerSecond: Math.round((objects * 1000) / ms),
    posts: done.length,
    p50Ms: Math.round(quantile(took, 0.5)),
    p99Ms: Math.round(quantile(took, 0.99)),
    processorMsPerThousand: Math.round((after.all - before.all) / (objects / 1000)),
    serverMsPerThousand: Math.round((after.server - before.server) / (objects / 1000)),
  }
  process.stdout.write(`${title}: ${JSON.stringify(figure)}\n`)
}

await run('warm-up', 2000)
await run('delivery on', seconds * 1000)
for (const party of ['bor', 'cas', 'dor', 'sec']) await admin.post(`/demo/v1/stop/${party}`, {})
await run('delivery off', seconds * 1000)
agent.destroy()
