import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import { systemTimers } from '#platform/clock/system-time.ts'
import { unpackRows } from '#platform/db/packed-rows.ts'
import { indexedOf } from '#platform/search/indexer.ts'
import { postings } from '#platform/search/tables.ts'
import { envelopesHere } from '#rooms/exchange/posting/envelopes.ts'
import type { Made } from '#rooms/exchange/posting/making.ts'
import { posted as posts } from '#rooms/exchange/posting/tables.ts'
import { searchablesOf } from '#rooms/exchange/source.ts'
import { objects as objectTable } from '#rooms/exchange/tables.ts'
import { bundleOf, held, objects, person, whole } from './testing/rain.ts'
import { Threads } from './threads.ts'

const plainly = ({ bundle, posted, outcomes }: Made) => ({
  bytes: new TextDecoder().decode(new Uint8Array(bundle?.bytes ?? [])),
  rows: bundle === undefined ? [] : unpackRows(objectTable, bundle.rows.objects),
  revoked: bundle?.rows.revoked,
  posted: unpackRows(posts, posted),
  outcomes: new TextDecoder().decode(outcomes),
})

test('an envelope that a tool posts is read by another thread as it would be here', async () => {
  await using threads = new Threads(systemTimers)
  const posted = () => encodeUtf8(`{"objects":[${[...objects, person, objects[3]].join(',')}]}`)
  const into = { collection: 'c', bundle: 'bundle--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5' }
  const [there, here] = [await threads.envelopes.open(posted(), into), await envelopesHere.open(posted(), into)]
  if (isRefusal(there) || isRefusal(here)) throw new Error('refused')
  expect(there.again).toEqual([])
  const versions = await here.versions()
  expect(await there.versions()).toEqual(versions)
  const fates = new Map([[versions[7]?.name ?? '', { kind: 'shared' as const, digest: versions[7]?.digest ?? '' }]])
  for (const known of [{ fates }, { fates, draft: 'd' }, { fates: new Map(), refusal: refuse('not-found', 'x') }]) {
    expect(plainly(await there.make(known))).toEqual(plainly(await here.make(known)))
  }
  const { bundle } = await there.make({ fates })
  const indexed = await threads.index(bundle?.bytes ?? new Uint8Array(0), { ...held, next: 0 }, whole)
  const local = indexedOf({ ...held, next: 0 }, searchablesOf(new Uint8Array(bundle?.bytes ?? []), 0, 5000), 5000)
  expect(indexed === undefined ? [] : unpackRows(postings, indexed.rows)).toEqual(unpackRows(postings, local.rows))
  there[Symbol.dispose]()
  const [once, others] = [posted(), objects.map((text) => text.replaceAll('malware--c', 'malware--d'))]
  expect(await threads.envelopes.open(once, into)).toMatchObject({ again: undefined })
  const mixed = encodeUtf8(`{"objects":[${[objects[3], ...others].join(',')}]}`)
  const [again, anew] = [await threads.envelopes.open(mixed, into), await envelopesHere.open(mixed, into)]
  if (isRefusal(again) || isRefusal(anew)) throw new Error('refused')
  expect(again.again).toEqual([versions[3]])
  const { name = '', digest = '' } = versions[3] ?? {}
  for (const kind of ['shared', 'taken-back'] as const) {
    const met = { fates: new Map([[name, { kind, digest }]]) }
    const [made, expected] = [await again.make(met), await anew.make(met)]
    expect(plainly(made)).toEqual(plainly(expected))
    const words = await threads.index(made.bundle?.bytes ?? new Uint8Array(0), { ...held, next: 0 }, whole)
    const bytes = new Uint8Array(expected.bundle?.bytes ?? [])
    const here = indexedOf({ ...held, next: 0 }, searchablesOf(bytes, 0, 5000), 5000)
    expect(words === undefined ? [] : unpackRows(postings, words.rows)).toEqual(unpackRows(postings, here.rows))
  }
  expect(await threads.envelopes.open(bundleOf([]), into)).toEqual(await envelopesHere.open(bundleOf([]), into))
})
