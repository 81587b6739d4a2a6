import { expect, test } from 'vitest'
import type { ActId } from '#protocol/act/statement.ts'
import type { OpenedParcel } from '#protocol/parcel/sealed.ts'
import { loadAct, signedOf } from '#platform/record/load.ts'
import { acts, attachments } from '#platform/record/tables.ts'
import { showWithFiles, takeBack } from '#charter/record/take-back.ts'
import { objects } from '#rooms/exchange/tables.ts'
import type { House } from './federation.ts'
import { projectedAt, recoveryOf, shared, verified, viper } from './restoring.ts'
import { arrived, everyRound, scene } from './scene.ts'

test('P7 what was recalled stays recalled after a restore, and is listed as lost', async () => {
  await using at = await scene({ seed: 9, ms: arrived })
  const { alt, bor, federation } = at
  const old = alt.database.snapshot()
  const act = await shared(at, 'one', ['bor', 'cas'])
  await at.cas.stop()
  await alt.ask('liaison', 'POST', `/api/v1/shares/${act}/recall`, { reason: 'an error' })
  await federation.pass(arrived)
  await alt.stop()
  alt.database.restoreFrom(old)
  await alt.start()
  await federation.pass(everyRound)
  expect((await recoveryOf(alt)).lost.parcels).toMatchObject([{ peer: 'bor', act }])
  await at.cas.start()
  await federation.pass(everyRound)
  const { json } = await alt.ask('liaison', 'GET', '/api/v1/acts?kind=exchange.share/1')
  const { lost } = await recoveryOf(alt)
  expect([
    ...json.items.map((item) => `${item.act} ${item.state}`),
    ...lost.withoutFiles.map((id) => `${id} without files`),
  ]).toEqual([expect.stringMatching(new RegExp(`^${act} (?:recalled|without files)$`, 'u'))])
  expect(lost.parcels).toEqual([])
  for (const house of [at.cas, bor]) {
    expect((await house.ask('liaison', 'GET', `/api/v1/acts/${act}`)).json.state).toBe('recalled')
  }
  const before = await projectedAt(alt)
  await alt.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })
  expect(await projectedAt(alt)).toBe(before)
  expect(await verified(alt)).toBeUndefined()
})

test('P7 a recall that comes back before what it recalls takes its effect all the same', async () => {
  await using at = await scene({ seed: 11, ms: arrived })
  const { alt } = at
  const old = alt.database.snapshot()
  const act = await shared(at, 'one')
  const recall = await alt.ask('liaison', 'POST', `/api/v1/shares/${act}/recall`, { reason: 'an error' })
  const returned = await Promise.all([recall.json.act, act].map((id) => openedAt(alt, id as ActId)))
  await at.bor.stop()
  alt.database.restoreFrom(old)
  const house = alt.node!.house
  for (const opened of returned) {
    expect(await house.store.transaction((tx) => takeBack(house, tx, opened))).toBe('back')
    expect(await house.store.transaction((tx) => takeBack(house, tx, opened))).toBe('known')
  }
  const share = await loadAct(house.store, act as ActId)
  const keys = returned[1]!.attachmentKeys
  await house.store.transaction(async (tx) => {
    const blobs = (await tx.select(attachments, { where: { act: share!.id } })).map(({ blob }) => blob)
    await showWithFiles(house, tx, { act: share!, keys, blobs, plaintexts: new Map([[0, viper]]), came: [] })
  })
  expect((await alt.ask('liaison', 'GET', `/api/v1/acts/${act}`)).json.state).toBe('recalled')
  expect(await house.store.select(objects, {})).toEqual([])
  const arrivals = await house.store.select(acts, { where: { own: true }, order: ['arrival'], columns: ['act'] })
  expect(arrivals.map((row) => row.act).slice(-2)).toEqual([act, recall.json.act])
})

/** An act of a house as its addressee would give it back. */
async function openedAt({ node }: House, id: ActId): Promise<OpenedParcel> {
  const row = await node!.house.store.find(acts, { act: id })
  return {
    header: { to: 'bor' } as OpenedParcel['header'],
    signed: signedOf(row!)!,
    attachmentKeys: row!.attachment_keys ?? [],
  }
}

test('P9 what comes back is entered only with our own signatures', async () => {
  await using at = await scene({ seed: 12, ms: arrived })
  const act = await shared(at, 'one')
  const { signed, ...rest } = await openedAt(at.bor, act as ActId)
  const house = at.alt.node!.house
  const flipped = signed.signatures.map(({ keyid, sig }) => ({ keyid, sig: sig.with(0, (sig[0] ?? 0) ^ 1) }))
  const forged = { ...rest, signed: { ...signed, signatures: flipped } }
  expect(await house.store.transaction((tx) => takeBack(house, tx, forged))).toMatchObject({
    code: 'signature-invalid',
  })
  const theirs = at.bor.node!.house
  expect(await theirs.store.transaction((tx) => takeBack(theirs, tx, { ...rest, signed }))).toMatchObject({
    code: 'wrong-author',
  })
})
