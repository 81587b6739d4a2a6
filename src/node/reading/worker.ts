import { parentPort, workerData } from 'node:worker_threads'
import { Fault } from '#kernel/fault.ts'
import { letGo } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { AttachmentOpener } from '#protocol/parcel/attachment-opener.ts'
import { StixReading } from '#protocol/stix/bundle.ts'
import type { StixObject } from '#protocol/stix/object.ts'
import { workedOff } from '#platform/clock/worked-off.ts'
import { packRows } from '#platform/db/packed-rows.ts'
import { pack, type Change, type Table } from '#platform/db/table.ts'
import type { Projected } from '#platform/record/projector.ts'
import { summaryOf } from '#platform/record/reading.ts'
import { indexedOf, mostDocuments, type Indexed } from '#platform/search/indexer.ts'
import { packAhead } from '#rooms/exchange/object-rows.ts'
import { readEnvelope } from '#rooms/exchange/posting/envelope.ts'
import { asTheyStand, metAgain, versionOf } from '#rooms/exchange/posting/envelopes.ts'
import { Lately } from '#rooms/exchange/posting/lately.ts'
import { making, type Known, type Made } from '#rooms/exchange/posting/making.ts'
import type { Sifted } from '#rooms/exchange/posting/sift.ts'
import { searchablesOf } from '#rooms/exchange/source.ts'
import { projectors } from '../rooms.ts'
import { HeldDocuments, type Held, type Stage } from './held-documents.ts'
import { keepKinds } from './kept.ts'
import { standBack } from './stand-back.ts'
import { hasWords, type Done, type Posted, type Task, type WorkerData } from './tasks.ts'

/** Two of the largest knowledge bases that are exchanged as one document: with less, two that arrive side by side are each read twice. */
const maxHeldBytes = 72 * 1024 * 1024
const files = new HeldDocuments(maxHeldBytes)
/** Documents that come sealed, and how much of them is opened. */
const openings = new Map<number, { readonly opener: AttachmentOpener; opened: number }>()

/** Where a document stands that is asked about so. */
const stageOf = {
  ahead: 'coming',
  open: 'coming',
  end: 'read',
  read: 'read',
  envelope: 'read',
  make: 'read',
  versions: 'read',
  project: 'projected',
  index: 'projected',
} as const satisfies Record<Exclude<Task['kind'], 'words' | 'drop'>, Stage>

async function done(task: Task): Promise<Done> {
  if (task.kind === 'words') return { kind: 'index', indexed: indexedOf(...task.given) }
  if (task.kind === 'drop') {
    files.drop(task.lent.file)
    openings.delete(task.lent.file)
    return { kind: 'noted' }
  }
  const held = files.of(task.lent, stageOf[task.kind])
  const { plaintext } = held
  switch (task.kind) {
    case 'ahead':
      readOn(held, task.bytes)
      return { kind: 'noted' }
    case 'open':
    case 'end':
      return opened(task, held)
    case 'read': {
      const { reading } = held
      held.reading = undefined
      const said = summaryOf(plaintext, reading)
      if (isRefusal(said)) files.drop(task.lent.file)
      return { kind: 'read', said }
    }
    case 'envelope':
    case 'make':
    case 'versions':
      return ofEnvelope(task, held)
    case 'project': {
      const attachments = new Map([[0, plaintext]])
      const projected = projectors.get(task.arrived.act.said.kind)?.project({ ...task.arrived, attachments })
      if (projected === undefined) throw new Fault('kind-unknown')
      if (isRefusal(projected)) files.drop(task.lent.file)
      return { kind: 'project', projected: isRefusal(projected) ? projected : named(projected) }
    }
    case 'index': {
      const found = searchablesOf(plaintext, task.held.next, task.limit)
      const indexed = indexedOf(task.held, found, task.limit)
      if (indexed.isEnd) files.drop(task.lent.file)
      return { kind: 'index', indexed }
    }
  }
}

async function ofEnvelope(task: Extract<Task, Posted>, held: Held): Promise<Done> {
  const sifted = held.sifted ?? (await readEnvelope(held.plaintext))
  if (isRefusal(sifted)) {
    files.drop(task.lent.file)
    return { kind: 'not-envelope', refusal: sifted }
  }
  held.sifted = sifted
  switch (task.kind) {
    case 'versions':
      return { kind: 'versions', versions: sifted.fit.map(versionOf) }
    case 'make':
      return { kind: 'made', made: await madeOf(task, sifted, task.known) }
    case 'envelope': {
      const again = await metAgain(sifted, task.into, lately)
      if (again === undefined) return { kind: 'envelope', again }
      // Rarely it is not what was expected, and read anew: objects that are held until that is known cost the collector more.
      files.drop(task.lent.file)
      return { kind: 'envelope', again, made: await madeOf(task, sifted, { fates: asTheyStand(again) }) }
    }
  }
}

async function madeOf({ into: given }: Posted, sifted: Sifted, known: Known): Promise<Made> {
  const into = { ...given, room: (bytes: number) => new Uint8Array(new SharedArrayBuffer(bytes)) }
  const { made, objects } = await workedOff(making(sifted, into, known))
  latest = objects
  return made
}

/** What the bundle is made of that was told of last. */
let latest: readonly StixObject[] = []

/** Words of objects while these are at hand: what is kept of them until they are asked for is a few bytes each. */
function wordsOfLatest(): Indexed | undefined {
  const objects = latest
  latest = []
  if (objects.length === 0 || objects.length >= mostDocuments) return undefined
  return indexedOf({ arrival: 0, next: 0 }, searchablesOf(objects, 0, mostDocuments), mostDocuments)
}

const { lately: memory } = workerData as WorkerData
const lately = new Lately(memory)

function readOn(held: Held, bytes: number): void {
  held.reading ??= new StixReading(held.plaintext)
  held.reading.take(bytes)
  packAhead(held.plaintext, held.reading.found)
}

function opened(task: Extract<Task, { kind: 'open' | 'end' }>, held: Held): Done {
  const { file, plaintext } = task.lent
  const { secret, claim } = task.by
  const opening = openings.get(file) ?? { opener: new AttachmentOpener(secret, claim, plaintext), opened: 0 }
  openings.set(file, opening)
  const part = task.kind === 'open' ? opening.opener.update(task.sealed) : opening.opener.finish()
  if (isRefusal(part) || task.kind === 'end') openings.delete(file)
  if (isRefusal(part)) return { kind: 'opened', refusal: part }
  if (task.kind === 'open') letGo(task.sealed)
  opening.opened += part.length
  readOn(held, opening.opened)
  return { kind: 'opened' }
}

function named({ changes, ...rest }: Projected): Extract<Done, { kind: 'project' }>['projected'] {
  return { ...rest, changes: packed(changes).map((change) => ({ ...change, table: change.table.name })) }
}

/** Runs of inserts into one table become one change. */
function packed(changes: readonly Change[]): readonly Change[] {
  const made: Change[] = []
  for (let at = 0; at < changes.length;) {
    const run = runOf(changes, at)
    const first = changes[at]
    if (run.length > 1 && first !== undefined) made.push(pack(first.table, packRows(first.table, run)))
    else if (first !== undefined) made.push(first)
    at += Math.max(1, run.length)
  }
  return made
}

function runOf(changes: readonly Change[], start: number) {
  const rows = []
  let table: Table | undefined
  for (let at = start; at < changes.length; at++) {
    const change = changes[at]
    if (change?.do !== 'insert' || (table !== undefined && change.table !== table)) break
    table = change.table
    rows.push(change.row)
  }
  return rows
}

/** Buffers that go over to the asking thread rather than being copied. */
function given(answer: Done): ArrayBuffer[] {
  const packs = (): readonly { readonly parts: readonly Uint8Array<ArrayBuffer>[] }[] => {
    switch (answer.kind) {
      case 'project':
        return isRefusal(answer.projected)
          ? []
          : answer.projected.changes.flatMap((change) => (change.do === 'pack' ? [change.rows] : []))
      case 'index':
        return [answer.indexed.rows]
      case 'made-words':
        return answer.indexed === undefined ? [] : [answer.indexed.rows]
      case 'made':
      case 'envelope':
        return answer.made === undefined ? [] : rowsOf(answer.made)
      case 'not-envelope':
      case 'versions':
      case 'read':
      case 'noted':
      case 'opened':
      case 'failed':
        return []
    }
  }
  return packs().flatMap(({ parts }) => parts.map(({ buffer }) => buffer))
}

const rowsOf = ({ posted, bundle }: Made) => (bundle === undefined ? [posted] : [posted, bundle.rows.objects])

async function answer(task: Task): Promise<void> {
  const answered = await done(task).catch((error: unknown) => {
    return { kind: 'failed' as const, fault: error instanceof Fault ? error.code : 'reading-failed' }
  })
  tell(answered)
  if (hasWords(answered)) tell({ kind: 'made-words', indexed: wordsOfLatest() })
}

const tell = (answered: Done): void => parentPort?.postMessage(answered, given(answered))

standBack()
keepKinds()
parentPort?.on('message', (task: Task) => void answer(task))
