import { Worker } from 'node:worker_threads'
import { Fault } from '#kernel/fault.ts'
import type { Indexed } from '#platform/search/indexer.ts'
import { hasWords, type Done, type Task, type WorkerData } from './tasks.ts'

/** Objects of a document live through many collections of a small nursery. */
const nurseryMb = 48

interface Job {
  readonly task: Task
  readonly done: PromiseWithResolvers<Done>
  /** Told what follows the answer, or that nothing will. */
  readonly follow: (indexed: Indexed | undefined) => void
  /** How many came before it that were asked for later or matter more. */
  passedBy: number
}

/** What comes first: to forget, to bring a projection to its end, to begin one, to go on with what comes, to index. */
const order = [
  'drop',
  'project',
  'make',
  'versions',
  'envelope',
  'read',
  'end',
  'open',
  'ahead',
  'words',
  'index',
] as const satisfies readonly Task['kind'][]
/** So many pass by what makes documents found; then it has its turn, however many documents come. */
const mostPassing = 16
const isReadBy = (kind: Task['kind']): boolean => !['drop', 'words', 'index'].includes(kind)

/** A thread that reads documents, and what it was asked: what is waited for by readers before what makes it found. */
export class Thread {
  readonly #worker: Worker
  readonly #waiting: Job[] = []
  #doing: Job | undefined
  /** Documents that it reads while they come. */
  coming = 0
  /** Documents that were ever given to it. */
  given = 0

  constructor(workerData: WorkerData, ended: (thread: Thread) => void) {
    const resourceLimits = { maxYoungGenerationSizeMb: nurseryMb }
    this.#worker = new Worker(new URL('worker.ts', import.meta.url), { resourceLimits, workerData })
    const end = (): void => {
      ended(this)
      const left = [...(this.#doing === undefined ? [] : [this.#doing]), ...this.#waiting.splice(0)]
      for (const { done, follow } of left) {
        done.reject(new Fault('reading-thread-ended'))
        follow(undefined)
      }
    }
    this.#worker.on('message', (done: Done) => this.#hear(done))
    this.#worker.on('error', end)
    this.#worker.on('exit', end)
    this.#worker.unref()
  }

  get hasEnded(): boolean {
    return this.#worker.threadId < 0
  }

  get burden(): number {
    return this.#waiting.length + this.coming + (this.#doing === undefined ? 0 : 1)
  }

  /** Whether somebody waits for a document to be readable. */
  get isReading(): boolean {
    const jobs = [...this.#waiting, ...(this.#doing === undefined ? [] : [this.#doing])]
    return this.coming > 0 || jobs.some(({ task }) => isReadBy(task.kind))
  }

  /** A thread that has ended answers nothing; who asks it is told so. `follow`: told the words that follow what is made. */
  ask(task: Task, follow: Job['follow'] = () => undefined): Promise<Done> {
    if (this.hasEnded) return Promise.reject(new Fault('reading-thread-ended'))
    const done = Promise.withResolvers<Done>()
    this.#waiting.push({ task, done, follow, passedBy: 0 })
    this.#next()
    return done.promise
  }

  /** Nobody waits for it, and what an ended thread had begun is begun anew when it is asked for. */
  tell(task: Task): void {
    this.ask(task).catch(() => undefined)
  }

  /** What was to be done of a file on its way is not needed any more. */
  passOver(file: number): void {
    for (let at = this.#waiting.length - 1; at >= 0; at -= 1) {
      const job = this.#waiting[at]
      if (job === undefined || !isComing(job.task, file)) continue
      this.#waiting.splice(at, 1)
      job.done.resolve({ kind: 'noted' })
    }
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  #hear(done: Done): void {
    if (done.kind === 'made-words') this.#doing?.follow(done.indexed)
    else this.#doing?.done.resolve(done)
    if (hasWords(done)) return
    this.#doing = undefined
    this.#next()
  }

  #next(): void {
    if (this.#doing !== undefined || this.#waiting.length === 0) return
    const kind = order.find((each) => this.#waiting.some(({ task }) => task.kind === each))
    const passed = this.#waiting.findIndex(({ task, passedBy }) => passedBy >= mostPassing && !isReadBy(task.kind))
    const at = passed >= 0 ? passed : this.#waiting.findIndex(({ task }) => task.kind === kind)
    const [job] = this.#waiting.splice(at, 1)
    for (const left of this.#waiting) left.passedBy += 1
    this.#doing = job
    if (job !== undefined) this.#worker.postMessage(job.task, givenWith(job.task))
  }
}

const isComing = (task: Task, file: number): boolean =>
  (task.kind === 'ahead' || task.kind === 'open') && task.lent.file === file

/** Sealed bytes go over to the thread rather than being copied, where they have their memory to themselves. */
function givenWith(task: Task): ArrayBuffer[] {
  if (task.kind !== 'open') return []
  const { buffer, byteLength } = task.sealed
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
}
