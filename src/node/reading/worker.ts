import { parentPort, workerData } from 'node:worker_threads'
import { Fault } from '#kernel/fault.ts'
import { letGo } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { AttachmentOpener } from '#protocol/parcel/attachment-opener.ts'
import { StixReading } from '#protocol/stix/bundle.ts'
import { workedOff } from '#platform/clock/worked-off.ts'
import { packRows } from '#platform/db/packed-rows.ts'
import { pack, type Change, type Table } from '#platform/db/table.ts'
import type { Projected } from '#platform/record/projector.ts'
import { summaryOf } from '#platform/record/reading.ts'
import { sharedView } from '#platform/record/shared-bytes.ts'
import { indexedOf } from '#platform/search/indexer.ts'
import { packAhead } from '#rooms/exchange/object-rows.ts'
import { readEnvelope } from '#rooms/exchange/posting/envelope.ts'
import { metAgain, versionOf } from '#rooms/exchange/posting/envelopes.ts'
import { Lately } from '#rooms/exchange/posting/lately.ts'
import { making } from '#rooms/exchange/posting/making.ts'
import { searchablesOf } from '#rooms/exchange/source.ts'
import { projectors } from '../rooms.ts'
import { HeldDocuments, type Held } from './held-documents.ts'
import { keepKinds } from './kept.ts'
import type { Done, Posted, Task, WorkerData } from './tasks.ts'

/** Of documents that may be asked about again. */
const maxHeldBytes = 32 * 1024 * 1024
const files = new HeldDocuments(maxHeldBytes)
/** Documents that come sealed, and how much of them is opened. */
const openings = new Map<number, { readonly opener: AttachmentOpener; opened: number }>()

async function done(task: Task): Promise<Done> {
  if (task.kind === 'words') return { kind: 'index', indexed: indexedOf(...task.given) }
  const held = files.of(task.lent)
  const { plaintext } = held
  switch (task.kind) {
    case 'ahead':
      readOn(held, task.bytes)
      return { kind: 'noted' }
    case 'open':
    case 'end':
      return opened(task, held)
    case 'drop':
      files.drop(task.lent.file)
      openings.delete(task.lent.file)
      return { kind: 'noted' }
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
      return { kind: 'project', projected: isRefusal(projected) ? projected : named(projected) }
    }
    case 'index': {
      const found = searchablesOf(held.objects ?? plaintext, task.held.next, task.limit)
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
  if (task.kind === 'envelope') return { kind: 'envelope', again: await metAgain(sifted, task.into, lately) }
  if (task.kind === 'versions') return { kind: 'versions', versions: sifted.fit.map(versionOf) }
  const into = { ...task.into, room: (bytes: number) => new Uint8Array(new SharedArrayBuffer(bytes)) }
  const { made, objects } = await workedOff(making(sifted, into, task.known))
  const plaintext = made.bundle === undefined ? undefined : sharedView(made.bundle.bytes)
  if (plaintext !== undefined) files.of({ file: task.bundle, plaintext }).objects = objects
  return { kind: 'made', made }
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
      case 'made':
        return [answer.made.posted, ...(answer.made.bundle === undefined ? [] : [answer.made.bundle.rows.objects])]
      case 'envelope':
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

async function answer(task: Task): Promise<void> {
  const answered = await done(task).catch((error: unknown) => {
    return { kind: 'failed' as const, fault: error instanceof Fault ? error.code : 'reading-failed' }
  })
  parentPort?.postMessage(answered, given(answered))
}

keepKinds()
parentPort?.on('message', (task: Task) => void answer(task))
