import { availableParallelism } from 'node:os'
import { Fault } from '#kernel/fault.ts'
import { ended, type Timers } from '#kernel/ports.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { AttachmentClaim } from '#protocol/parcel/attachment-opener.ts'
import type { AttachmentKey } from '#protocol/parcel/attachment.ts'
import { setPacked } from '#platform/db/packed-rows.ts'
import type { Row } from '#platform/db/table.ts'
import type { Arrived, Projected } from '#platform/record/projector.ts'
import { readHere, type Ahead, type Opening, type ReadFile, type Reading } from '#platform/record/reading.ts'
import { sharedView } from '#platform/record/shared-bytes.ts'
import type { Indexed, indexedOf } from '#platform/search/indexer.ts'
import { postings, type waiting } from '#platform/search/tables.ts'
import { tables } from '../rooms.ts'
import { envelopesHere, type Envelopes, type OpenEnvelope } from '#rooms/exchange/posting/envelopes.ts'
import { latelyBytes } from '#rooms/exchange/posting/lately.ts'
import type { Into, Made } from '#rooms/exchange/posting/making.ts'
import { envelopeThere } from './envelope-there.ts'
import { drop, OpeningThere, type Place } from './opening-there.ts'
import type { Done, NamedProjected } from './tasks.ts'
import { Thread } from './thread.ts'

/** Below this a document is read where it is wanted: sooner than a thread would have been asked. */
const leastBytes = 256 * 1024
const maxThreads = 4
/** How many threads read at the same time on this machine. */
export const mostThreads = (): number => Math.min(maxThreads, availableParallelism())
/**
 * What makes a document found waits until others have been readable for so long, or our own was there for its addressees to begin, looking so
 * often, and at most so long.
 */
const readersMs = 150
const addresseesMs = 300
const pauseMs = 50
const patienceMs = 5000
/** After patience has ended so many batches do not wait: what is found lags by seconds, however much comes. */
const hurriedBatches = 32
/** A document that comes is read on when so much more of it is there. */
const stepBytes = 2 * 1024 * 1024

interface Lending extends Place {
  isComing: boolean
  /** Of a bundle that was made of an envelope, whose rows are known where they are asked for. */
  readonly words?: WordsAhead
}

/** The words of a whole bundle, under no arrival yet. */
interface WordsAhead {
  readonly coming: Promise<Indexed | undefined>
  there?: Indexed | undefined
}

/**
 * Threads that do the work on large STIX documents, so that the loop on which a node answers never stands still for one. They start when
 * first needed, at most as many as there are processors, and end with their owner. A document stays with the thread that read it.
 */
export class Threads implements Reading, AsyncDisposable {
  readonly #timers: Timers
  readonly #threads: Thread[] = []
  readonly #lately = new SharedArrayBuffer(latelyBytes)
  readonly #lent = new WeakMap<Uint8Array, Lending>()
  /** Documents whose rows are being written, by number: until their words are asked for, or patience ends. */
  readonly #written = new Set<number>()
  readonly #over = new AbortController()
  #files = 0
  /** For how long nothing has come, as far as was looked. */
  #calmMs = 0
  /** Batches whose words are made without waiting. */
  #restless = 0

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
        thread.tell({ kind: 'ahead', lent, bytes: there })
      },
      drop() {
        settle(place)
        drop(place)
      },
    }
  }

  open(secret: AttachmentKey, claim: AttachmentClaim): Opening | undefined {
    if (claim.bytes < leastBytes) return undefined
    const place = this.#lend(new Uint8Array(new SharedArrayBuffer(claim.bytes)), true)
    return new OpeningThere(place, { secret, claim }, () => settle(place))
  }

  async read(bytes: Uint8Array): Promise<ReadFile> {
    if (bytes.length < leastBytes) return readHere.read(bytes)
    const begun = this.#lent.get(bytes)
    const plaintext = begun?.lent.plaintext ?? sharedView(bytes) ?? sharedCopy(bytes)
    const place = begun === undefined || begun.thread.hasEnded ? this.#lend(plaintext, false) : begun
    place.thread.passOver(place.lent.file)
    const done = await place.thread.ask({ kind: 'read', lent: place.lent }).finally(() => settle(place))
    if (done.kind !== 'read') throw failed(done)
    return { plaintext, said: done.said }
  }

  project(arrived: Arrived): Promise<Projected | Refusal> | undefined {
    const plaintext = arrived.attachments.get(0)
    const where = plaintext === undefined || arrived.attachments.size !== 1 ? undefined : this.#lent.get(plaintext)
    return where === undefined || where.words !== undefined ? undefined : this.#project(where, arrived)
  }

  /** What tools post, read by other threads too. */
  readonly envelopes: Envelopes = { open: (bytes, into) => this.#openEnvelope(bytes, into) }

  async #openEnvelope(bytes: Uint8Array, into: Into): Promise<OpenEnvelope | Refusal> {
    if (bytes.length < leastBytes) return envelopesHere.open(bytes, into)
    const { thread, lent } = this.#lend(sharedView(bytes) ?? sharedCopy(bytes), false)
    const posted = { lent, bundle: ++this.#files, into }
    const words = Promise.withResolvers<Indexed | undefined>()
    const done = await thread.ask({ kind: 'envelope', ...posted }, words.resolve)
    if (done.kind === 'not-envelope') return done.refusal
    if (done.kind !== 'envelope') throw failed(done)
    const keep = ({ bundle }: Made, coming: Promise<Indexed | undefined>): void => {
      const plaintext = bundle === undefined ? undefined : sharedView(bundle.bytes)
      if (bundle === undefined || plaintext === undefined) return
      const words: WordsAhead = { coming }
      void coming.then((indexed) => (words.there = indexed))
      this.#lent.set(bundle.bytes, { lent: { file: posted.bundle, plaintext }, thread, isComing: false, words })
    }
    const expected = done.made === undefined ? undefined : { made: done.made, words: words.promise }
    return envelopeThere({ posted, thread, again: done.again, expected, keep })
  }

  /**
   * A batch of an act's search documents; `undefined` where the plaintext was read by no thread. Begins when for a moment no document was
   * coming, read or written, so that addressees have begun and readers have looked, or after a while all the same; where it is pressing, at
   * once.
   */
  async index(
    plaintext: Uint8Array,
    held: Row<typeof waiting>,
    asked: { readonly limit: number; readonly isOwn: boolean; readonly isPressing: boolean },
  ): Promise<Indexed | undefined> {
    const where = this.#lent.get(plaintext)
    if (where === undefined) return undefined
    this.#written.delete(where.lent.file)
    await where.words?.coming
    const made = this.made(plaintext, { held, limit: asked.limit })
    if (made !== undefined) return made
    if (where.words === undefined && !asked.isPressing) await this.#quiet(asked.isOwn ? addresseesMs : readersMs)
    const done = await where.thread.ask({ kind: 'index', lent: where.lent, held, limit: asked.limit })
    if (done.kind !== 'index') throw failed(done)
    return done.indexed
  }

  /**
   * The same of a whole bundle that was made of an envelope, where its words are there already: a tool that posts without end is not waited
   * for, and words are made at the pace of its objects.
   */
  made(
    plaintext: Uint8Array,
    { held, limit }: { readonly held: Row<typeof waiting>; readonly limit: number },
  ): Indexed | undefined {
    const indexed = this.#lent.get(plaintext)?.words?.there
    if (indexed === undefined || held.next > 0 || indexed.next >= limit) return undefined
    setPacked(postings, indexed.rows, ['arrival', held.arrival])
    return indexed
  }

  /** Words of documents that no thread has read. */
  async words(given: Parameters<typeof indexedOf>, { isPressing }: { readonly isPressing: boolean }): Promise<Indexed> {
    if (!isPressing) await this.#quiet(0)
    const done = await this.#leastAsked().ask({ kind: 'words', given })
    if (done.kind !== 'index') throw failed(done)
    return done.indexed
  }

  /** Until for so long nothing was read that somebody waits for. Whoever never comes to rest is not waited for each time. */
  async #quiet(forMs: number): Promise<void> {
    if (this.#restless > 0) {
      this.#restless -= 1
      return
    }
    for (let waited = 0; waited < patienceMs; waited += pauseMs) {
      if (this.#isBusy) this.#calmMs = 0
      else if (this.#calmMs >= forMs) return
      await this.#timers.sleep(pauseMs)
      this.#calmMs += pauseMs
    }
    this.#restless = hurriedBatches
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort(ended)
    await Promise.all(this.#threads.splice(0).map((thread) => thread.end()))
  }

  get #isBusy(): boolean {
    return this.#written.size > 0 || this.#threads.some((thread) => thread.isReading)
  }

  async #project({ lent, thread }: Place, { attachments: _, ...arrived }: Arrived): Promise<Projected | Refusal> {
    const done = await thread.ask({ kind: 'project', lent, arrived })
    if (done.kind !== 'project') throw failed(done)
    this.#written.add(lent.file)
    void this.#timers.sleep(patienceMs, this.#over.signal).then(() => this.#written.delete(lent.file))
    return isRefusal(done.projected) ? done.projected : unnamed(done.projected)
  }

  #lend(plaintext: Uint8Array<SharedArrayBuffer>, isComing: boolean): Lending {
    this.#calmMs = 0
    const thread = this.#leastAsked()
    const place = { lent: { file: ++this.#files, plaintext }, thread, isComing }
    thread.given += 1
    if (isComing) thread.coming += 1
    this.#lent.set(plaintext, place)
    return place
  }

  #leastAsked(): Thread {
    // Of two that do as much now, the one that was given less: it will have less to make found.
    const [least] = this.#threads.toSorted((one, other) => one.burden - other.burden || one.given - other.given)
    const isFull = this.#threads.length >= mostThreads()
    return least !== undefined && (least.burden === 0 || isFull) ? least : this.#started()
  }

  #started(): Thread {
    const thread = new Thread({ lately: this.#lately }, (ended) => {
      const at = this.#threads.indexOf(ended)
      if (at >= 0) this.#threads.splice(at, 1)
    })
    this.#threads.push(thread)
    return thread
  }
}

function sharedCopy(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length))
  copy.set(bytes)
  return copy
}

function settle(place: Lending): void {
  if (place.isComing) place.thread.coming -= 1
  place.isComing = false
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
