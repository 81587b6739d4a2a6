import process from 'node:process'
import type { BareDatabases } from './bare.ts'
import type { Desk } from './desk.ts'
import type { Federation } from './federation.ts'
import type { Sample } from './sample.ts'
import { settled } from './settled.ts'

export interface ShareRun {
  readonly bareMs: number
  /** Until the author's node acknowledged the signed act. */
  readonly acknowledgedMs: number
  readonly readableMs: number
  readonly searchableMs: number
  /** Processor time of COPY and its client, and of the product with its server until all was searchable; of it the server's. */
  readonly bareProcessorMs: number
  readonly processorMs: number
  readonly serverProcessorMs: number
}

export const addressees = ['bor', 'cas', 'dor'] as const
const label = { level: 'restricted', category: 'network-security' } as const
const pauseMs = 20
/** Shares are laid out for tools some seconds after they are found. */
const idleSeconds = 7

/**
 * Bare COPY of the sample into four databases, then a share of it from the first desk to the others: from the first byte of the upload
 * until it is readable, and until it is searchable, at all four. Each run shares anew; nothing is recalled in between.
 */
export async function runShare(
  federation: Federation,
  sample: Sample,
  desks: readonly Desk[],
  bare: BareDatabases,
): Promise<ShareRun> {
  await settled(federation, idleSeconds)
  await bare.settle()
  const ours = process.cpuUsage()
  const before = await federation.processorMs()
  const bareMs = await bare.copy(sample.objects)
  const copied = await federation.processorMs()
  const { user, system } = process.cpuUsage(ours)
  const [author] = desks
  if (author === undefined) throw new Error('no desk')
  await bare.settle()
  const between = await federation.processorMs()
  const heard = await Promise.all(desks.map(listening))
  const began = performance.now()
  const act = await share(author, sample.name, sample.content)
  const acknowledgedMs = performance.now() - began
  await Promise.all(desks.map((desk, at) => untilReadable(desk, heard[at], act, sample)))
  const readableMs = performance.now() - began
  // Nothing is found that is not readable: asking sooner would only be more work for who is measured.
  await Promise.all(desks.map((desk) => untilSearchable(desk, act, sample)))
  const searchableMs = performance.now() - began
  const after = await federation.processorMs()
  for (const ear of heard) ear.close()
  for (const desk of desks) await checkAll(desk, act, sample)
  return {
    bareMs,
    acknowledgedMs,
    readableMs,
    searchableMs,
    bareProcessorMs: copied.server - before.server + (user + system) / 1000,
    processorMs: after.all - between.all,
    serverProcessorMs: after.server - between.server,
  }
}

export async function share(
  author: Desk,
  name: string,
  content: Uint8Array,
  to: readonly string[] = addressees,
): Promise<string> {
  const query = `name=${encodeURIComponent(name)}`
  const { upload } = await author.post<{ readonly upload: string }>(`/api/v1/uploads?${query}`, content)
  return shareUpload(author, upload, name, to)
}

export async function shareUpload(author: Desk, upload: string, title: string, to: readonly string[]): Promise<string> {
  return (await author.post<{ readonly act: string }>('/api/v1/shares', { upload, to, title, ...label })).act
}

/** Acts that a desk was told of, and a way to wait for one. */
interface Ear {
  told(act: string): Promise<void>
  close(): void
}

async function listening(desk: Desk): Promise<Ear> {
  const acts = new Map<string, PromiseWithResolvers<void>>()
  const entry = (act: string) => {
    const found = acts.get(act) ?? Promise.withResolvers<void>()
    acts.set(act, found)
    return found
  }
  const close = await desk.listen((act) => entry(act).resolve())
  return { told: (act) => entry(act).promise, close }
}

interface View {
  readonly objects: { readonly count: number }
}
interface Listed {
  readonly items: readonly { readonly id: string }[]
  readonly next?: string
}

/** Told of the act, then: it is there, it counts as many objects as were shared, and its list can be read. */
async function untilReadable(desk: Desk, ear: Ear | undefined, act: string, sample: Sample): Promise<void> {
  await ear?.told(act)
  for (;;) {
    const view = await desk.get<View>(`/api/v1/acts/${act}`)
    if (view?.objects.count === sample.objects.length) break
    await pause()
  }
  const page = await desk.get<Listed>(`/api/v1/acts/${act}/objects?limit=100`)
  if (page?.items.length !== Math.min(100, sample.objects.length)) throw new Error(`${desk.party} lists too few`)
}

interface FoundPage {
  readonly lag: number
  readonly items: readonly { readonly act: string }[]
}

/** Nothing is found by a word that stands everywhere: this asks for the lag alone. */
const lagPath = '/api/v1/search?q=the&limit=1'

const findingPath = ({ rareTerm }: Sample): string => `/api/v1/search?q=${encodeURIComponent(rareTerm)}&limit=100`

/** Whatever else is on its way, which makes the lag say nothing; asked for no more often than a person would. */
export async function untilFound(desk: Desk, act: string, sample: Sample): Promise<void> {
  for (;;) {
    const page = await desk.get<FoundPage>(findingPath(sample))
    if (page?.items.some((item) => item.act === act) === true) return
    await pause(personMs)
  }
}

const personMs = 500

async function untilSearchable(desk: Desk, act: string, sample: Sample): Promise<void> {
  const path = findingPath(sample)
  while ((await desk.get<FoundPage>(lagPath))?.lag !== 0) await pause()
  const page = await desk.get<FoundPage>(path)
  if (page?.lag !== 0 || !page.items.some((item) => item.act === act)) throw new Error(`${desk.party} does not find it`)
}

/** Not timed: every object is listed, page by page. */
async function checkAll(desk: Desk, act: string, sample: Sample): Promise<void> {
  let count = 0
  let after = ''
  do {
    const page = await desk.get<Listed>(`/api/v1/acts/${act}/objects?limit=500${after}`)
    count += page?.items.length ?? 0
    after = page?.next === undefined ? '' : `&after=${encodeURIComponent(page.next)}`
  } while (after !== '')
  if (count !== sample.objects.length) throw new Error(`${desk.party} lists ${count} of ${sample.objects.length}`)
}

const pause = (ms = pauseMs): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
