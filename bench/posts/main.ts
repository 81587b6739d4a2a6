// npm run bench:posts [-- --seconds N] [--warm N] [--lanes N] [--no-results] [--flag=--cpu-prof]
import { writeFile } from 'node:fs/promises'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { BareDatabases } from '../bare.ts'
import { startFederation, type Federation } from '../federation.ts'
import { madeEnvelopes, runPosts, type PostsRun } from './posts.ts'
import { postsPage, postsTable } from './report.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    warm: { type: 'string', default: '15' },
    lanes: { type: 'string', default: '4' },
    'no-results': { type: 'boolean', default: false },
    flag: { type: 'string', multiple: true, default: [] },
  },
})
const ms = Number(values.seconds) * 1000
const warmMs = Number(values.warm) * 1000
const lanes = Number(values.lanes)
const envelopes = madeEnvelopes(warmMs + ms)

async function measured(isDelivered: boolean): Promise<PostsRun> {
  await using federation = await startFederation(values.flag)
  await using bare = await BareDatabases.open(federation.socketFolder, lanes)
  const tool = await toolOf(federation)
  if (!isDelivered) await stopped(federation)
  return await runPosts({ federation, bare, tool, lanes, envelopes, warmMs, ms })
}

/** A release profile to another state, active, and a tool that posts to it. */
async function toolOf(federation: Federation): Promise<{ readonly url: string; readonly authorization: string }> {
  const [admin, officer] = [await federation.desk('alt', 'admin'), await federation.desk('alt', 'liaison')]
  const label = { level: 'restricted', category: 'network-security' }
  const wish = {
    name: 'feed',
    title: 'Indicators',
    to: ['bor'],
    ...label,
    desk: 'liaison-1',
    assessment: 'Made up.',
    summary: 'Made up.',
  }
  const { collection, revision } = await admin.post<{ collection: string; revision: number }>('/api/v1/profiles', wish)
  for (const desk of [admin, officer]) await desk.post('/api/v1/profiles/feed/activate', { revision })
  const account = { name: 'pusher', role: 'taxii', clearance: 'restricted' }
  const { token } = await admin.post<{ readonly token: string }>('/api/v1/users', account)
  const url = new URL(`/taxii2/api/collections/${collection}/objects/`, federation.urlOf('alt')).href
  return { url, authorization: `Basic ${btoa(`${account.name}:${token}`)}` }
}

async function stopped(federation: Federation): Promise<void> {
  const admin = await federation.desk('alt', 'admin')
  for (const party of ['bor', 'cas', 'dor']) await admin.post(`/demo/v1/stop/${party}`, {})
}

const runs = { off: await measured(false), on: await measured(true) }
process.stdout.write(`${postsTable(runs)}\n`)
if (!values['no-results'])
  await writeFile(new URL('RESULTS.md', import.meta.url), postsPage(runs, new Date().toISOString()))
