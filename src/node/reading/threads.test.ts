import { readdirSync } from 'node:fs'
import { getPriority } from 'node:os'
import { expect, test } from 'vitest'
import { concat, encodeUtf8 } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { Party } from '#protocol/identity/party.ts'
import { AttachmentSealer, newAttachmentKey } from '#protocol/parcel/attachment.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { unpackRows } from '#platform/db/packed-rows.ts'
import type { Change } from '#platform/db/table.ts'
import type { Arrived } from '#platform/record/projector.ts'
import { readHere, type Opening } from '#platform/record/reading.ts'
import { indexedOf } from '#platform/search/indexer.ts'
import { postings } from '#platform/search/tables.ts'
import { exchangeProjector } from '#rooms/exchange/project.ts'
import { searchablesOf } from '#rooms/exchange/source.ts'
import { systemTimers } from '#platform/clock/system-time.ts'
import { act, bundleOf, held, objects, person } from './testing/rain.ts'
import { Threads } from './threads.ts'

const arrivedWith = (plaintext: Uint8Array): Arrived => ({
  act,
  arrival: 7,
  arrivedAt: '2026-01-01T00:00:01.000Z' as Instant,
  self: 'bor' as Party,
  attachments: new Map([[0, plaintext]]),
})
const unpacked = (changes: readonly Change[]): readonly Change[] =>
  changes.flatMap((change) =>
    change.do === 'pack'
      ? unpackRows(change.table, change.rows).map((row) => ({ do: 'insert' as const, table: change.table, row }))
      : [change],
  )

test('a document is read, projected and indexed by another thread as it would be here', async () => {
  await using threads = new Threads(systemTimers)
  const there = await threads.read(bundleOf(objects))
  const here = await readHere.read(bundleOf(objects))
  expect(there.said).toEqual(here.said)
  expect(there.plaintext).toEqual(here.plaintext)
  const projected = await threads.project(arrivedWith(there.plaintext))
  const expected = exchangeProjector.project(arrivedWith(here.plaintext))
  if (projected === undefined || isRefusal(projected) || isRefusal(expected)) throw new Error('not projected')
  expect(unpacked(projected.changes)).toEqual(expected.changes)
  expect(projected.changes.length).toBeLessThan(10)
  for (const next of [0, 1000]) {
    const indexed = await threads.index(
      there.plaintext,
      { ...held, next },
      { limit: 1000, isOwn: false, isPressing: false },
    )
    const local = indexedOf({ ...held, next }, searchablesOf(here.plaintext, next, 1000), 1000)
    expect(indexed === undefined ? [] : unpackRows(postings, indexed.rows)).toEqual(unpackRows(postings, local.rows))
    expect(indexed).toMatchObject({ next: local.next, isEnd: next === 1000 })
  }
})

test('what another thread refuses is refused in the same words, and it leaves the processor to the loop that answers', async () => {
  await using threads = new Threads(systemTimers)
  const cut = bundleOf(objects).subarray(0, -2)
  expect((await threads.read(cut)).said).toEqual((await readHere.read(cut)).said)
  const priorities = readdirSync('/proc/self/task').map((thread) => getPriority(Number(thread)))
  expect(priorities).toContain(Math.min(19, getPriority() + 10))
  const withPerson = bundleOf([...objects, person ?? ''])
  const there = await threads.read(withPerson)
  const here = await readHere.read(withPerson)
  expect(there.said).toMatchObject({ objects: 1500, refused: [{ code: 'person-record' }] })
  expect(there.said).toEqual(here.said)
  expect(await threads.project(arrivedWith(there.plaintext))).toEqual(
    exchangeProjector.project(arrivedWith(here.plaintext)),
  )
})

test('a small document, and one that no thread has read, stays here', async () => {
  await using threads = new Threads(systemTimers)
  const small = await threads.read(bundleOf(objects.slice(0, 3)))
  expect(small.said).toMatchObject({ objects: 3 })
  expect(threads.project(arrivedWith(small.plaintext))).toBeUndefined()
  expect(
    await threads.index(bundleOf(objects), { ...held, next: 0 }, { limit: 10, isOwn: false, isPressing: false }),
  ).toBeUndefined()
})

test('threads that have ended say so to whoever waits, and are replaced', async () => {
  const threads = new Threads(systemTimers)
  const reading = threads.read(bundleOf(objects))
  await threads[Symbol.asyncDispose]()
  await expect(reading).rejects.toMatchObject({ code: 'reading-thread-ended' })
  await using again = new Threads(systemTimers)
  expect((await again.read(bundleOf(objects))).said).toMatchObject({ objects: 1500 })
})

test('a document that is read while it comes says what it says when it is there, and one that ends elsewhere is forgotten', async () => {
  await using threads = new Threads(systemTimers)
  const bytes = bundleOf([...objects, ...objects.map((object) => object.replaceAll('malware', 'tool'))])
  const large = encodeUtf8(`${new TextDecoder().decode(bytes)}${' '.repeat(5 * 1024 * 1024)}`)
  const ahead = threads.ahead(large.length)!
  for (let there = 0; there < large.length;) {
    const end = Math.min(large.length, there + 100_000)
    ahead.plaintext.set(large.subarray(there, end), there)
    ahead.came((there = end))
  }
  const read = await threads.read(ahead.plaintext)
  expect(read.plaintext).toBe(ahead.plaintext)
  expect(read.said).toEqual((await readHere.read(large)).said)
  expect(await threads.project(arrivedWith(read.plaintext))).toMatchObject({ changes: expect.any(Array) })

  const dropped = threads.ahead(large.length)!
  dropped.plaintext.set(large.subarray(0, 3_000_000))
  dropped.came(3_000_000)
  dropped.drop()
  expect((await threads.read(bytes)).said).toEqual((await readHere.read(bytes)).said)
})

test('a short document is read where it is wanted', () => {
  expect(new Threads(systemTimers).ahead(1000)).toBeUndefined()
  expect(new Threads(systemTimers).open(secret, { digest: '', bytes: 1000 })).toBeUndefined()
})

const random = new SeededRandom('reading')
const secret = newAttachmentKey(random)
function sealed(plaintext: Uint8Array) {
  const sealer = new AttachmentSealer(secret, random)
  const body = sealer.update(plaintext)
  const { sealed: end, ...file } = sealer.finish()
  return { file, bytes: concat(body, end) }
}
/** Given away, as what comes over a link is. */
async function give(opening: Opening, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; at += 100_000) await opening.take(bytes.slice(at, at + 100_000))
}

test('P4 a sealed document that is opened by the thread that reads it is what was sealed, and says what it says', async () => {
  await using threads = new Threads(systemTimers)
  const plaintext = bundleOf(objects)
  const { file, bytes } = sealed(plaintext)
  const openings = [threads.open(secret, file)!, threads.open(secret, file)!]
  await Promise.all(openings.map((opening) => give(opening, bytes)))
  for (const opening of openings) {
    using ending = opening
    const opened = await ending.finish()
    if (!(opened instanceof Uint8Array)) throw new Error('refused')
    expect(opened).toEqual(plaintext)
    expect((await threads.read(opened)).said).toEqual((await readHere.read(plaintext)).said)
    const projected = await threads.project(arrivedWith(opened))
    const expected = exchangeProjector.project(arrivedWith(plaintext))
    if (projected === undefined || isRefusal(projected) || isRefusal(expected)) throw new Error('not projected')
    expect(unpacked(projected.changes)).toEqual(expected.changes)
  }
})

test('P4 a thread refuses what is damaged, cut or not the file that was meant, and nothing is kept of it', async () => {
  await using threads = new Threads(systemTimers)
  const plaintext = bundleOf(objects)
  const { file, bytes } = sealed(plaintext)
  const refusedAs = async (given: Uint8Array, claim = file): Promise<unknown> => {
    using opening = threads.open(secret, claim)!
    await give(opening, given)
    const said = await opening.finish()
    expect(opening.isDamaged).toBe(true)
    return said
  }
  const damaged = bytes.with(200_000, (bytes[200_000] ?? 0) ^ 1)
  expect(await refusedAs(damaged)).toMatchObject({ code: 'attachment-damaged', params: { what: 'chunk', chunk: 12 } })
  expect(await refusedAs(bytes.subarray(0, -100))).toMatchObject({ code: 'attachment-damaged' })
  const other = { ...file, digest: '0'.repeat(64) }
  expect(await refusedAs(bytes, other)).toMatchObject({ params: { what: 'digest' } })
  const shorter = { ...file, bytes: file.bytes - 1 }
  expect(await refusedAs(bytes, shorter)).toMatchObject({ params: { what: 'length' } })
  using opening = threads.open(secret, file)!
  await give(opening, bytes)
  expect(await opening.finish()).toEqual(plaintext)
})

test('a document whose opening ends elsewhere is forgotten, and a thread that has ended says so', async () => {
  const threads = new Threads(systemTimers)
  const { file, bytes } = sealed(bundleOf(objects))
  {
    using left = threads.open(secret, file)!
    await left.take(bytes.slice(0, 300_000))
  }
  using opening = threads.open(secret, file)!
  await opening.take(bytes.slice(0, 300_000))
  await threads[Symbol.asyncDispose]()
  await expect(give(opening, bytes.subarray(300_000))).rejects.toMatchObject({ code: 'reading-thread-ended' })
  await expect(opening.finish()).rejects.toMatchObject({ code: 'reading-thread-ended' })
})

test('what has come whole, or is dropped, keeps nothing waiting, though nobody reads it', async () => {
  const slept: number[] = []
  const timers = { sleep: async (ms: number) => void slept.push(ms) }
  await using threads = new Threads(timers)
  const { plaintext } = await threads.read(bundleOf(objects))
  const index = () => threads.index(plaintext, { ...held, next: 0 }, { limit: 10, isOwn: false, isPressing: false })
  const [whole, dropped, coming] = [threads.ahead(300_000)!, threads.ahead(300_000)!, threads.ahead(300_000)!]
  whole.came(300_000)
  dropped.drop()
  threads.open(secret, { digest: '', bytes: 300_000 })![Symbol.dispose]()
  await index()
  expect(slept.length).toBeGreaterThan(20)
  coming.came(300_000)
  slept.length = 0
  for (let count = 0; count < 40; count += 1) await index()
  expect(slept.length).toBeGreaterThan(0)
  expect(slept.length).toBeLessThan(40)
})

test('one rest is enough for all that waits for it', async () => {
  let slept = 0
  const timers = { sleep: async () => void (slept += 1) }
  await using threads = new Threads(timers)
  const { plaintext } = await threads.read(bundleOf(objects))
  const index = () => threads.index(plaintext, { ...held, next: 0 }, { limit: 10, isOwn: true, isPressing: false })
  await index()
  const once = slept
  expect(once).toBeGreaterThan(0)
  await index()
  expect(slept).toBe(once)
  await threads.read(bundleOf(objects))
  await index()
  expect(slept).toBeGreaterThan(once)
})

test('where documents never cease to come, what is there is made found all the same', async () => {
  let slept = 0
  const timers = { sleep: async () => void (slept += 1) }
  await using threads = new Threads(timers)
  const { plaintext } = await threads.read(bundleOf(objects))
  const coming = threads.ahead(300_000)!
  slept = 0
  for (let count = 0; count < 20; count += 1)
    await threads.index(plaintext, { ...held, next: 0 }, { limit: 10, isOwn: false, isPressing: false })
  expect(slept).toBe(100)
  coming.drop()
})

test('words of documents that no thread has read are those that are made here', async () => {
  await using threads = new Threads(systemTimers)
  const found = searchablesOf(bundleOf(objects), 0, 1000)
  const there = await threads.words([{ ...held, next: 0 }, found, 1000], { isPressing: false })
  const here = indexedOf({ ...held, next: 0 }, found, 1000)
  expect(unpackRows(postings, there.rows)).toEqual(unpackRows(postings, here.rows))
  expect(there).toMatchObject({ next: 1000, isEnd: false })
})
