import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Party } from '#protocol/identity/party.ts'
import { currentKeys, standingAt } from '#charter/standing.ts'
import { startFederation } from './federation.ts'
import {
  arrived,
  charterOf,
  expectNothingLost,
  flows,
  parties,
  shareFrom,
  staged,
  typed,
  type Stage,
} from './key-stage.ts'
import { begun } from './scene.ts'

const alt = 'alt' as Party
const hourMs = 3_600_000
const keysAt = (stage: Stage, party: string) => currentKeys(charterOf(stage, party).parties.get(alt)!)

/** Signed by the house that says it and by another of the others. */
async function saidByOthers(stage: Stage, words: readonly string[]) {
  const { act, consents } = await typed(stage, 'bor/treaty', [...words, '--keys', stage.keys('bor')])
  expect(consents).toMatchObject({ needed: 2, signed: ['bor'] })
  await stage.federation.pass(arrived)
  await typed(stage, 'cas/treaty', ['charter', 'sign', String(act), '--keys', stage.keys('cas')])
  await stage.federation.pass(arrived)
}

/** So much time that nobody looks at each cadence of it. */
async function sleep({ federation }: Stage, hours: number) {
  for (const party of parties) await federation.house(party).stop()
  await federation.pass(hours * hourMs)
  for (const party of parties) await federation.house(party).start()
  await federation.pass(begun + arrived)
}

/** Whatever is proposed and signed next brings keys that are due. */
async function resumed(stage: Stage) {
  const file = await stage.desk.file('resume.json', JSON.stringify({ type: 'party.resume', party: 'alt' }))
  const { act } = await typed(stage, 'bor/treaty', ['charter', 'propose', file])
  await stage.federation.pass(arrived)
  for (const party of ['bor', 'cas'])
    await typed(stage, `${party}/treaty`, ['charter', 'sign', String(act), '--keys', stage.keys(party)])
  await stage.federation.pass(arrived)
}

test('3 a root in strange hands: its party is suspended, gets a new root from the others after 72 hours, confirms it, and all goes on; and one that is not lost objects', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const stage = await staged(federation)
  await flows(stage, 'alt', ['bor', 'cas'])
  await flows(stage, 'bor', ['alt', 'cas'])
  await federation.pass(arrived)
  const theft = await stolen(stage)

  // Compromise: nobody asks alt. A rehearsal leaves nothing behind.
  const would = await typed(stage, 'bor/treaty', ['key', 'compromised', 'alt', '--dry-run'])
  expect(would).toMatchObject({ consents: { needed: 2, of: ['bor', 'cas'] } })
  await saidByOthers(stage, ['key', 'compromised', 'alt', '--before', theft.at, '--reason', 'Its officer called'])
  await expectUntrusted(stage, theft)
  for (const party of parties) {
    expect(standingAt(charterOf(stage, party), alt, federation.time.now())).toBeUndefined()
    expect(keysAt(stage, party)).toMatchObject({ sealFrozen: true, confirmed: true })
  }
  expect(charterOf(stage, 'bor').place).toMatchObject({ number: 1, outcome: 'adopted' })
  expect((await shareFrom(stage, 'alt', ['bor'])).json).toMatchObject({ code: 'author-standing' })
  await flows(stage, 'bor', ['cas'])
  await flows(stage, 'cas', ['bor'])

  // A new root, drawn where alt keeps its keys, told by voice, set by the others.
  const drawing = ['key', 'draw', 'root', '--party', 'alt', '--keys', stage.keys('alt'), '--out', 'alt-keys.json']
  const { words } = await typed(stage, 'alt/admin', drawing)
  const replace = ['key', 'replace-root', 'alt-keys.json', '--words', String(words)]
  await typed(stage, 'bor/treaty', ['key', 'replace-root', 'alt-keys.json', '--words', 'lusab-babad'], 5)
  await saidByOthers(stage, replace)
  const old = keysAt(stage, 'bor').keys.root
  await sleep(stage, 71)
  expect(keysAt(stage, 'bor').keys.root).toEqual(old)
  await sleep(stage, 1)
  await flows(stage, 'bor', ['cas'])
  await resumed(stage)
  for (const party of parties) {
    expect(keysAt(stage, party)).toMatchObject({ setBy: 'others', confirmed: false, sealFrozen: true })
    expect(keysAt(stage, party).keys.root).not.toEqual(old)
  }
  expect((await shareFrom(stage, 'bor', ['alt'])).json).toMatchObject({ code: 'keys-unconfirmed' })

  // The party takes them as its own, and gets a seal that counts.
  expect(await typed(stage, 'alt/admin', ['key', 'confirm', '--dry-run'])).toMatchObject({ consents: { of: ['alt'] } })
  await typed(stage, 'alt/admin', ['key', 'confirm', '--keys', stage.keys('alt')])
  await federation.pass(arrived)
  await typed(stage, 'alt/admin', ['key', 'rotate', 'seal', '--keys', stage.keys('alt')])
  await federation.pass(arrived)
  for (const party of parties)
    expect(keysAt(stage, party)).toMatchObject({ setBy: 'others', confirmed: true, sealFrozen: false })
  await flows(stage, 'alt', ['bor', 'cas'])
  await flows(stage, 'bor', ['alt', 'cas'])
  await expectLastWordToHold(stage, theft)

  // A second time it is not true: the root is there and says so.
  const again = ['key', 'draw', 'root', '--party', 'alt', '--keys', stage.keys('alt'), '--out', 'again.json']
  const second = await typed(stage, 'alt/admin', again)
  await saidByOthers(stage, ['key', 'replace-root', 'again.json', '--words', String(second['words'])])
  const present = keysAt(stage, 'bor').keys.root
  const objecting = await typed(stage, 'alt/admin', ['key', 'object'])
  expect(objecting).toMatchObject({ signed: false })
  await typed(stage, 'alt/admin', ['key', 'sign', String(objecting['act']), '--keys', stage.keys('alt')])
  await federation.pass(arrived)
  await sleep(stage, 73)
  await typed(stage, 'alt/admin', ['key', 'rotate', 'box', '--keys', stage.keys('alt')])
  await federation.pass(arrived)
  for (const party of parties) expect(keysAt(stage, party).keys.root).toEqual(present)
  const overruled = await typed(stage, 'bor/treaty', [...replaceOf('again.json', second), '--dry-run'])
  expect(overruled).toMatchObject({ consents: { needed: 2, of: ['bor', 'cas'] } })
  await typed(stage, 'alt/admin', ['key', 'object'], 3)
  await flows(stage, 'alt', ['bor', 'cas'])
  await federation.pass(arrived)
  await expectHandedOnWithProof(stage)
  await expectNothingLost(stage)
})

interface Theft {
  /** When, as an operator types it. */
  readonly at: string
  readonly share: string
  /** Bor's share that the thief took note of. */
  readonly noted: string
}

/** Somebody has the whole node of alt: what he shares is admitted, proved, and of use to others; what he says of bor's share counts. */
async function stolen(stage: Stage): Promise<Theft> {
  const { federation, acts } = stage
  const at = federation.time.now()
  await federation.pass(1000)
  const { json } = await shareFrom(stage, 'alt', ['bor', 'cas'])
  const noted = [...acts].find(([, from]) => from === 'bor')?.[0] ?? ''
  await typed(stage, 'alt/duty', ['ack', noted])
  await federation.pass(2 * arrived)
  const theft = { at, share: json.act, noted }
  await expectCounting(stage, theft, true)
  return theft
}

const shownAt = async ({ federation }: Stage, party: string, act: string) =>
  (await federation.house(party).ask('liaison', 'GET', `/api/v1/acts/${act}`)).json

/** Whether the thief's share is found and listed among what is live, and his word of bor's share stands. */
async function expectCounting(stage: Stage, { share, noted }: Theft, isCounting: boolean) {
  for (const party of ['bor', 'cas', 'alt']) {
    const { status, json } = await stage.federation.house(party).ask('liaison', 'GET', '/api/v1/search?q=Kite')
    const found = json.items.some(({ act }) => act === share)
    expect([party, status, found]).toEqual([party, 200, isCounting])
    const { items } = (await stage.federation.house(party).ask('liaison', 'GET', `/api/v1/acts/${share}/objects`)).json
    expect([party, items.length]).toEqual([party, isCounting ? 1 : 0])
  }
  const state = (await shownAt(stage, 'bor', noted)).parties['alt']?.state
  expect(state).toBe(isCounting ? 'acknowledged' : 'admitted')
}

/** Marked wherever a reader meets it, counted for nothing, and not gone. */
async function expectUntrusted(stage: Stage, theft: Theft) {
  await stage.federation.pass(2 * arrived)
  await expectCounting(stage, theft, false)
  for (const party of ['bor', 'cas', 'alt']) {
    const house = stage.federation.house(party)
    expect(await shownAt(stage, party, theft.share)).toMatchObject({
      state: 'untrusted',
      untrusted: { code: 'beyond-trusted', params: { author: 'alt', epoch: 1 } },
    })
    const one = (await house.ask('admin', 'POST', '/api/v1/verify', { act: theft.share })).json
    expect([party, one]).toMatchObject([party, { ok: true, untrusted: { count: 1, why: { code: 'beyond-trusted' } } }])
    const all = (await house.ask('admin', 'POST', '/api/v1/verify', { all: true })).json
    expect([party, all]).toMatchObject([party, { ok: true, untrusted: { count: expect.any(Number) } }])
    const range = (await house.ask('admin', 'POST', '/api/v1/verify', { from: '2000-01-01T00:00:00.000Z' })).json
    expect([party, range]).toMatchObject([party, { ok: true, untrusted: { count: expect.any(Number) } }])
    expect((await house.ask('admin', 'POST', '/api/v1/fsck', { rebuild: false })).json).toMatchObject({ equal: true })
  }
  for (const [language, word] of [
    ['en', 'untrusted'],
    ['ru', 'без доверия'],
    ['zh', '不可信'],
  ] as const) {
    const { out } = await stage.desk.type(['list', '--state', 'untrusted', '--lang', language], { as: 'cas/liaison' })
    expect(out).toContain(word)
    const shown = await stage.desk.type(['show', theft.share, '--lang', language], { as: 'cas/liaison' })
    expect([shown.exit, shown.out]).toEqual([0, expect.stringContaining(word)])
  }
  expect(await typed(stage, 'bor/liaison', ['ack', theft.share], 3)).toMatchObject({ params: { state: 'untrusted' } })
  const before = [...stage.acts.keys()][0] ?? ''
  expect(await shownAt(stage, 'cas', before)).toMatchObject({ state: 'admitted' })
  expect(await shownAt(stage, 'cas', before)).not.toHaveProperty('untrusted')
}

/** The party itself knows better: what it names later counts again, and what it then takes back counts no more. */
async function expectLastWordToHold(stage: Stage, theft: Theft) {
  const { federation } = stage
  const trust = async (...words: readonly string[]) => {
    await typed(stage, 'alt/admin', ['key', 'trusted', ...words, '--keys', stage.keys('alt')])
    await federation.pass(3 * arrived)
  }
  const rehearsal = ['key', 'trusted', '--up-to', '1/999999', '--dry-run']
  expect(await typed(stage, 'alt/admin', rehearsal)).toMatchObject({ consents: { needed: 1, of: ['alt'] } })
  await trust('--up-to', '1/999999')
  await expectCounting(stage, theft, true)
  expect((await shownAt(stage, 'cas', theft.share)).state).toBe('admitted')
  await trust('--before', theft.at)
  await expectCounting(stage, theft, false)
  for (const party of ['bor', 'alt']) {
    const { json } = await federation.house(party).ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })
    expect([party, json]).toMatchObject([party, { equal: true }])
  }
}

/** Cas was away, alt has a new seal and is away now; bor has the act, and the proof that it is older than the change. */
async function expectHandedOnWithProof(stage: Stage) {
  const { federation } = stage
  await federation.house('cas').stop()
  const { json } = await shareFrom(stage, 'alt', ['bor', 'cas'])
  await federation.pass(2 * arrived)
  await typed(stage, 'alt/admin', ['key', 'rotate', 'seal', '--keys', stage.keys('alt')])
  await federation.pass(arrived)
  const { newest } = charterOf(stage, 'bor')
  for (const party of ['alt', 'bor']) await federation.house(party).stop()
  await federation.house('cas').start()
  await federation.pass(arrived)
  // Who proposed the change is away: what the entry orders is asked for from others, once it has been missed for a while.
  await federation.house('cas').stop()
  await federation.pass(12_000)
  await federation.house('cas').start()
  await federation.pass(arrived)
  expect(charterOf(stage, 'cas').newest).toBe(newest)
  await federation.house('bor').start()
  await federation.pass(60_000)
  expect(await shownAt(stage, 'cas', json.act)).toMatchObject({ state: 'admitted', handedOnBy: 'bor' })
  const said = federation.house('cas').logged
  expect(said.some((line) => line.includes('proof-before-act') && line.includes(json.act))).toBe(true)
  await federation.house('alt').start()
  await federation.pass(arrived)
}

const replaceOf = (file: string, { words }: Readonly<Record<string, unknown>>) => [
  'key',
  'replace-root',
  file,
  '--words',
  String(words),
]

test('lost-keys: what a thief published, replied and countersigned counts for nothing, and the entry before his holds again', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const stage = await staged(federation)
  const [ours, bor] = [federation.house('alt'), federation.house('bor')]
  const told = async (house: typeof bor, path: string, body: object) => {
    const { status, json } = await house.ask('duty', 'POST', `/api/v1/${path}`, body)
    expect([path, status]).toEqual([path, 201])
    return json as unknown as { readonly act: string; readonly checks?: readonly { readonly act: string }[] }
  }
  const shown = async (house: typeof bor, path: string) => (await house.ask('duty', 'GET', `/api/v1/${path}`)).json
  const border = (phone: string) => ({
    desk: 'border',
    title: { en: 'Border' },
    functions: ['border'],
    channels: [{ kind: 'phone', address: phone }],
    hours: { zone: 'UTC', shifts: 'always' },
    deputies: [],
    languages: ['en'],
  })
  await told(ours, 'desks', border('+7 7172 55 01 02'))
  const watch = await told(ours, 'desks', { ...border('+7 7172 55 01 03'), desk: 'watch' })
  await federation.pass(arrived)
  const { checks: [check] = [] } = await told(bor, 'comchecks', { desks: ['alt/border'], replyWithinMs: hourMs })
  const call = await told(bor, 'hotline', {
    level: 'restricted',
    category: 'border',
    calledAt: federation.time.now(),
    channel: 'hotline',
    desks: ['alt', 'bor'].map((party) => ({ party, desk: 'duty' })),
    summary: 'Crossing 12 closed.',
  })
  await federation.pass(arrived)
  const at = federation.time.now()
  await federation.pass(1000)
  await told(ours, 'desks', border('+7 7172 00 00 00'))
  await told(ours, `desks/${watch.act}/withdraw`, {})
  await told(ours, `comchecks/${check?.act}/reply`, { desk: 'border' })
  await told(ours, `hotline/${call.act}/countersign`, {})
  await federation.pass(2 * arrived)
  const line = z.looseObject({ desk: z.string(), revision: z.number() })
  const asked = z.looseObject({ desks: z.record(z.string(), z.looseObject({ state: z.string() })) })
  const seen = async (house: typeof bor) => ({
    desks: z
      .array(line)
      .parse((await shown(house, 'desks')).items)
      .map(({ desk, revision }) => `${desk} ${revision}`),
    check: asked.parse(await shown(house, `comchecks/${check?.act}`)).desks,
    call: (await shown(house, `hotline/${call.act}`)).state,
  })
  const his = { desks: ['border 2'], check: { border: { state: 'replied' } }, call: 'countersigned' }
  for (const house of [ours, bor]) expect(await seen(house)).toMatchObject(his)

  await saidByOthers(stage, ['key', 'compromised', 'alt', '--before', at, '--reason', 'Its officer called'])
  await federation.pass(2 * arrived)
  const before = { desks: ['border 1', 'watch 1'], check: { border: { state: 'delivered' } }, call: 'proposed' }
  for (const house of [ours, bor]) {
    expect(await seen(house)).toMatchObject(before)
    const { json } = await house.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })
    expect(json).toMatchObject({ equal: true })
  }
})
