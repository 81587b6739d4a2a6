import { expect, test } from 'vitest'
import { concat, decodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { readArchive } from '#protocol/parcel/ustar.ts'
import { archiveIn, checkExport } from '../../src/node/complete-export/read.ts'
import { skies } from '../suites/open-skies.ts'
import { block, later, show } from './alert-desks.ts'
import { bundle } from './bundle.ts'
import { startFederation, testBackupKey, type Answer, type House } from './federation.ts'
import { staged, typed } from './key-stage.ts'
import { arrived, begun } from './scene.ts'
import { ask as asTool, named, namesIn, root } from './taxii-client.ts'

const label = { level: 'restricted', category: 'drones' }
const seen = 45_000

const made = ({ status, json }: Answer): string => {
  expect([status, json]).toEqual([201, expect.anything()])
  return json.act
}

const itemsAt = async (house: House, account: string, path: string): Promise<readonly string[]> =>
  (await house.ask(account, 'GET', path)).json.items.map(({ act }) => act)

/** What bor reads by each of its rooms of what somebody signed with alt's seal. */
async function readBy(bor: House, acts: Readonly<Record<'alert' | 'own' | 'draft' | 'mine' | 'closed', string>>) {
  const { items } = (await bor.ask('liaison', 'GET', '/api/v1/search?q=Heron')).json
  const tool = await asTool(bor, `${root}/from-alt/objects/`)
  const manifest = await asTool(bor, `${root}/from-alt/manifest/`)
  const table = (await bor.ask('treaty', 'GET', `/api/v1/agreements/skies/drafts/${acts.mine}`)).bytes
  return {
    alert: (await show(bor, acts.alert)).state,
    answer: (await show(bor, acts.own)).parties['alt']?.answer,
    drafts: (await itemsAt(bor, 'treaty', '/api/v1/agreement-drafts')).filter((act) => act === acts.draft).length,
    positions: (decodeUtf8(table) ?? '').includes('"alt":{"kind":"agree"}'),
    closed: (await itemsAt(bor, 'treaty', '/api/v1/closed-agreements')).filter((act) => act === acts.closed).length,
    found: items.length,
    objects: namesIn(tool),
    manifest: manifest.json.objects?.length ?? 0,
  }
}

/** The acts that a complete export of the house marks; it is verified without a node. */
async function exportedBy(house: House): Promise<readonly string[]> {
  const { bytes } = await house.ask('admin', 'POST', '/api/v1/export/all')
  const sealed = async function* () {
    yield bytes
  }
  const facts = await checkExport(sealed(), testBackupKey.passphrase)
  const archive = await archiveIn(sealed(), testBackupKey.passphrase)
  if (isRefusal(facts) || isRefusal(archive)) throw new Error(JSON.stringify(facts))
  const marked: string[] = []
  for await (const { name, content } of readArchive(archive)) {
    const text = decodeUtf8(concat(...(await Array.fromAsync(content)))) ?? ''
    if (name.endsWith('/envelope.json') && text.includes('"untrusted"')) marked.push(name)
  }
  // Receipts of machines are of the same seal, and are counted beside what people signed.
  expect(facts.counts.untrusted).toBe(marked.length)
  return marked.filter((name) => !name.includes('transport.receipt')).map((name) => name.split('/').at(-2) ?? '')
}

test('3 alerts, answers to them, drafts, positions, closed texts and pages for tools under a seal that is trusted no more count for nothing, and come back with its word', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const stage = await staged(federation)
  const [alt, bor] = [federation.house('alt'), federation.house('bor')]
  const info = () => [block(later(federation.time.now()))]
  const { text } = skies()
  const raise = (house: House, to: string) =>
    house.ask('duty', 'POST', '/api/v1/alerts', { ...label, to: [to], info: info() })
  const own = made(await raise(bor, 'alt'))
  const mine = made(await bor.ask('treaty', 'POST', '/api/v1/agreements/skies/drafts', { to: ['alt'], text }))
  await federation.pass(2 * arrived)
  const at = federation.time.now()
  await federation.pass(1000)
  // Somebody has all of alt's node.
  const alert = made(await raise(alt, 'bor'))
  const accept = { outcome: 'accepted', note: 'Noted' }
  const answer = made(await alt.ask('duty', 'POST', `/api/v1/alerts/${own}/answer`, accept))
  const waters = made(await alt.ask('treaty', 'POST', '/api/v1/agreements/waters/drafts', { to: ['bor'], text }))
  const position = made(
    await alt.ask('treaty', 'POST', `/api/v1/agreements/skies/drafts/${mine}/positions`, {
      positions: [{ article: '1', paragraph: '1', position: { kind: 'agree' } }],
    }),
  )
  const {
    type: _t,
    machine,
    ...closedText
  } = skies({}, { openTo: ['alt', 'bor'], entry: { conditions: [{ count: 2 }], delay: {} }, later: {} })
  const closed = made(
    await alt.ask('treaty', 'POST', '/api/v1/closed-agreements', {
      ...closedText,
      participants: ['alt', 'bor'],
      machine: { ...machine, name: 'quiet-sky', ceiling: 'secret' },
    }),
  )
  const share = made(await alt.share({ to: ['bor'], ...label, title: 'Herons' }, bundle(named('Grey Heron', '2'))))
  const signed = [alert, waters, closed, share]
  await federation.pass(3 * arrived)
  const acts = { alert, own, draft: waters, mine, closed }
  const counting = {
    alert: 'live',
    answer: 'accepted',
    drafts: 1,
    positions: true,
    closed: 1,
    found: 1,
    objects: ['Grey Heron'],
    manifest: 1,
  }
  expect(await readBy(bor, acts)).toEqual(counting)

  await typed(stage, 'alt/admin', ['key', 'freeze'])
  await federation.pass(arrived)
  await typed(stage, 'alt/admin', ['key', 'rotate', 'all', '--keys', stage.keys('alt')])
  await federation.pass(2 * arrived)
  const trust = async (...words: readonly string[]) => {
    await typed(stage, 'alt/admin', ['key', 'trusted', ...words, '--keys', stage.keys('alt')])
    await federation.pass(seen)
  }
  await trust('--before', at)
  const nothing = { drafts: 0, positions: false, closed: 0, found: 0, objects: [], manifest: 0 }
  expect(await readBy(bor, acts)).toEqual({ ...nothing, alert: 'untrusted', answer: undefined })
  expect((await show(bor, alert)).actions?.['accept']).toMatchObject({ allowed: false })
  const { json } = await bor.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })
  expect(json).toMatchObject({ equal: true })
  expect((await exportedBy(bor)).toSorted()).toEqual([...signed, answer, position].toSorted())
  await trust('--up-to', '1/999999')
  expect(await readBy(bor, acts)).toEqual(counting)
  expect(await exportedBy(bor)).toEqual([])
})
