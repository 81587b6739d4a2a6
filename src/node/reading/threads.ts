import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { Fault } from '#kernel/fault.ts'
import { ended, type Timers } from '#kernel/ports.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { Row } from '#platform/db/table.ts'
import type { Arrived, Projected } from '#platform/record/projector.ts'
import { readHere, type Ahead, type ReadFile, type Reading } from '#platform/record/reading.ts'
import { sharedView } from '#platform/record/shared-bytes.ts'
import type { Indexed } from '#platform/search/indexer.ts'
import type { waiting } from '#platform/search/tables.ts'
import { tables } from '../rooms.ts'
import type { Done, Lent, NamedProjected, Task } from './tasks.ts'

/** Below this a document is read where it is wanted: sooner than a thread would have been asked. */
const leastBytes = 256 * 1024
const maxThreads = 4
/**
 * What makes a document found waits until others have been readable for so long, or our own was there for its addressees to begin, looking so
 * often, and at most so long.
 */
const readersMs = 150
const addresseesMs = 300
const pauseMs = 50
const patienceMs = 5000
/** A document that comes is read on when so much more of it is there. */
const stepBytes = 2 * 1024 * 1024
/** Objects of a document live through many collections of a small nursery. */
const nurseryMb = 48

interface Job {
  readonly task: Task
  readonly done: PromiseWithResolvers<Done>
}

interface Thread {
  readonly worker: Worker
  /** What it does now, and what it will be asked next: what is waited for by readers before what makes it found. */
  doing: Job | undefined
  readonly waiting: Job[]
  /** Documents that it reads while they come. */
  coming: number
  /** Documents that were ever given to it. */
  given: number
}

/** A document, and the thread that reads it. */
interface Place {
  readonly lent: Lent
  readonly thread: Thread
  isComing: boolean
}

const isOf = (kind: Task['kind'], { task }: Job): boolean => task.kind === kind
const burdenOf = ({ doing, waiting, coming }: Thread): number => waiting.length + coming + (doing === undefined ? 0 : 1)
const readingKinds = ['project', 'read', 'ahead'] as const
const isReading = ({ doing, waiting, coming }: Thread): boolean =>
  coming > 0 ||
  [...waiting, ...(doing === undefined ? [] : [doing])].some((job) => readingKinds.some((kind) => isOf(kind, job)))
const hasEnded = ({ worker }: Thread): boolean => worker.threadId < 0

/**
 * Threads that do the work on large STIX documents, so that the loop on which a node answers never stands still for one. They start when
 * first needed, at most as many as there are processors, and end with their owner. A document stays with the thread that read it.
 */
export class Threads implements Reading, AsyncDisposable {
  readonly #timers: Timers
  readonly #threads: Thread[] = []
  readonly #lent = new WeakMap<Uint8Array, Place>()
  /** Documents whose rows are being written, by number: until their words are asked for, or patience ends. */
  readonly #written = new Set<number>()
  readonly #over = new AbortController()
  #files = 0

  constructor(timers: Timers) {
    this.#timers = timers
  }

  ahead(bytes: number): Ahead | undefined {
    if (bytes < leastBytes) return undefined
    const plaintext = new Uint8Array(new SharedArrayBuffer(bytes))
    const place = this.#lend(plaintext, true)
    const { lent, thread } = place
    let told = 0
    return {
      plaintext,
      came(there) {
        if (there === bytes) settle(place)
        if (there - told < stepBytes) return
        told = there
        tell(thread, { kind: 'ahead', lent, bytes: there })
      },
      drop() {
        settle(place)
        passOver(place)
        tell(thread, { kind: 'drop', lent })
      },
    }
  }

  async read(bytes: Uint8Array): Promise<ReadFile> {
    if (bytes.length < leastBytes) return readHere.read(bytes)
    const begun = this.#lent.get(bytes)
    const plaintext = begun?.lent.plaintext ?? sharedView(bytes) ?? sharedCopy(bytes)
    const place = begun === undefined || hasEnded(begun.thread) ? this.#lend(plaintext, false) : begun
    passOver(place)
    const done = await ask(place.thread, { kind: 'read', lent: place.lent }).finally(() => settle(place))
    if (done.kind !== 'read') throw failed(done)
    return { plaintext, said: done.said }
  }

  project(arrived: Arrived): Promise<Projected | Refusal> | undefined {
    const plaintext = arrived.attachments.get(0)
    const where = plaintext === undefined || arrived.attachments.size !== 1 ? undefined : this.#lent.get(plaintext)
    return where === undefined ? undefined : this.#project(where, arrived)
  }

  /**
   * A batch of an act's search documents; `undefined` where the plaintext was read by no thread. Begins when for a moment no document was
   * coming, read or written, so that addressees have begun and readers have looked, or after a while all the same.
   */
  async index(
    plaintext: Uint8Array,
    held: Row<typeof waiting>,
    { limit, isOwn }: { readonly limit: number; readonly isOwn: boolean },
  ): Promise<Indexed | undefined> {
    const where = this.#lent.get(plaintext)
    if (where === undefined) return undefined
    this.#written.delete(where.lent.file)
    const quietMs = isOwn ? addresseesMs : readersMs
    for (let [waited, quiet] = [0, 0]; waited < patienceMs && quiet < quietMs; waited += pauseMs) {
      await this.#timers.sleep(pauseMs)
      quiet = this.#isBusy ? 0 : quiet + pauseMs
    }
    const done = await ask(where.thread, { kind: 'index', lent: where.lent, held, limit })
    if (done.kind !== 'index') throw failed(done)
    return done.indexed
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort(ended)
    await Promise.all(this.#threads.splice(0).map(({ worker }) => worker.terminate()))
  }

  get #isBusy(): boolean {
    return this.#written.size > 0 || this.#threads.some(isReading)
  }

  async #project({ lent, thread }: Place, { attachments: _, ...arrived }: Arrived): Promise<Projected | Refusal> {
    const done = await ask(thread, { kind: 'project', lent, arrived })
    if (done.kind !== 'project') throw failed(done)
    this.#written.add(lent.file)
    void this.#timers.sleep(patienceMs, this.#over.signal).then(() => this.#written.delete(lent.file))
    return isRefusal(done.projected) ? done.projected : unnamed(done.projected)
  }

  #lend(plaintext: Uint8Array<SharedArrayBuffer>, isComing: boolean): Place {
    const thread = this.#leastAsked()
    const place = { lent: { file: ++this.#files, plaintext }, thread, isComing }
    thread.given += 1
    if (isComing) thread.coming += 1
    this.#lent.set(plaintext, place)
    return place
  }

  #leastAsked(): Thread {
    // Of two that do as much now, the one that was given less: it will have less to make found.
    const [least] = this.#threads.toSorted((one, other) => burdenOf(one) - burdenOf(other) || one.given - other.given)
    const isFull = this.#threads.length >= Math.min(maxThreads, availableParallelism())
    return least !== undefined && (burdenOf(least) === 0 || isFull) ? least : this.#started()
  }

  #started(): Thread {
    const worker = new Worker(new URL('worker.ts', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: nurseryMb },
    })
    const thread: Thread = { worker, doing: undefined, waiting: [], coming: 0, given: 0 }
    this.#threads.push(thread)
    const end = (): void => {
      const at = this.#threads.indexOf(thread)
      if (at >= 0) this.#threads.splice(at, 1)
      const left = [...(thread.doing === undefined ? [] : [thread.doing]), ...thread.waiting.splice(0)]
      for (const { done } of left) done.reject(new Fault('reading-thread-ended'))
    }
    worker.on('message', (done: Done) => {
      thread.doing?.done.resolve(done)
      thread.doing = undefined
      next(thread)
    })
    worker.on('error', end)
    worker.on('exit', end)
    worker.unref()
    return thread
  }
}

function sharedCopy(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length))
  copy.set(bytes)
  return copy
}

/** A thread that has ended answers nothing; who asks it is told so. */
function ask(thread: Thread, task: Task): Promise<Done> {
  if (hasEnded(thread)) return Promise.reject(new Fault('reading-thread-ended'))
  const done = Promise.withResolvers<Done>()
  thread.waiting.push({ task, done })
  next(thread)
  return done.promise
}

/** Nobody waits for it, and what an ended thread had begun is begun anew when it is asked for. */
function tell(thread: Thread, task: Task): void {
  ask(thread, task).catch(() => undefined)
}

/** What was to be read of a document on its way is read with the rest. */
function passOver({ thread: { waiting }, lent }: Place): void {
  for (let at = waiting.length - 1; at >= 0; at -= 1) {
    const job = waiting[at]
    if (job?.task.kind !== 'ahead' || job.task.lent.file !== lent.file) continue
    waiting.splice(at, 1)
    job.done.resolve({ kind: 'noted' })
  }
}

function settle(place: Place): void {
  if (place.isComing) place.thread.coming -= 1
  place.isComing = false
}

/** What comes first: to forget, to bring a projection to its end, to begin one, to read on, to index. */
const order = ['drop', ...readingKinds, 'index'] as const

function next(thread: Thread): void {
  const { worker, waiting, doing } = thread
  if (doing !== undefined || waiting.length === 0) return
  const kind = order.find((each) => waiting.some((job) => isOf(each, job))) ?? 'read'
  const [job] = waiting.splice(
    waiting.findIndex((each) => isOf(kind, each)),
    1,
  )
  thread.doing = job
  worker.postMessage(job?.task, [])
}

function failed(done: Done): Fault {
  return new Fault(done.kind === 'failed' ? done.fault : 'reading-failed')
}

const tableByName = new Map(tables.map((table) => [table.name as string, table]))

function unnamed({ changes, ...rest }: NamedProjected): Projected {
  return {
    ...rest,
    changes: changes.map((change) => {
      const table = tableByName.get(change.table)
      if (table === undefined) throw new Fault('reading-failed')
      return { ...change, table }
    }),
  }
}
