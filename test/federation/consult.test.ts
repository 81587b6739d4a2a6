import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { bundle, malware } from './bundle.ts'
import { consulting } from './consult-wish.ts'
import type { House } from './federation.ts'
import { arrived, scene, type Scene } from './scene.ts'
import { typing } from './typing.ts'

const Consultation = z.looseObject({
  act: z.string(),
  state: z.string(),
  meetsAt: z.string(),
  revision: z.number(),
  parties: z.record(z.string(), z.looseObject({ state: z.string() })),
  minutes: z.looseObject({ agreed: z.record(z.string(), z.string()) }).optional(),
})
const Told = z.looseObject({ act: z.string() })
const label = { level: 'restricted', category: 'border' }
const later = { meetsAt: '2026-12-26T09:00:00.000Z', zone: 'Asia/Almaty' }

let at: Scene
beforeAll(async () => {
  at = await scene()
})
afterAll(() => at[Symbol.asyncDispose]())

const say = (house: House, act: string, path: string, body: object = {}) =>
  house.ask('liaison', 'POST', `/api/v1/consultations/${act}/${path}`, body)
const codeOf = async (said: ReturnType<typeof say>) => (await said).json.code
const show = async (house: House, act: string) =>
  Consultation.parse((await house.ask('duty', 'GET', `/api/v1/consultations/${act}`)).json)
const written = async (house: House, act: string) =>
  (await house.ask('duty', 'GET', `/api/v1/consultations/${act}/messages`)).json.items
const begun = async (title: string, to: readonly string[]) => {
  const { act } = (await consulting(at.alt, to, { ...label, title })).json
  await at.federation.pass(arrived)
  return act
}

/** What an officer is shown who is not invited. */
async function listening(house: House) {
  const paths = ['consultations', 'acts', 'search?q=heron', 'search?q=doubled']
  return Promise.all(paths.map(async (path) => (await house.ask('liaison', 'GET', `/api/v1/${path}`)).json.items))
}

test('P1 two states agree on a time, write to one another with receipts, and close; a third that is not invited sees nothing of it', async () => {
  const { alt, bor, cas, federation } = at
  const shared = await alt.share(
    { ...label, to: ['bor'], title: 'Sightings' },
    bundle(malware({ name: 'K', mark: '1' })),
  )
  const kept = await alt.share({ ...label, to: ['cas'], title: 'For cas' }, bundle(malware({ name: 'L', mark: '2' })))
  await federation.pass(arrived)
  const before = await listening(cas)
  const act = await begun('Heron over crossing 12', ['bor'])
  expect(await show(bor, act)).toMatchObject({ state: 'requested', parties: { bor: { state: 'invited' } } })
  expect(await codeOf(say(alt, act, 'accept'))).toBe('consult-not-invited')
  expect(await codeOf(say(alt, act, 'close'))).toBe('consult-open')
  expect(await codeOf(say(bor, act, 'withdraw', { reason: 'r' }))).toBe('not-originator')
  expect((await say(bor, act, 'time', { ...later, note: 'After the holiday' })).status).toBe(201)
  expect(await codeOf(say(bor, act, 'time', later))).toBe('consult-step')
  await federation.pass(arrived)
  expect(await show(alt, act)).toMatchObject({ state: 'other-time', revision: 0, parties: { bor: later } })

  // It is put to all anew, and what was said of the time before counts no more.
  expect((await say(alt, act, 'time', later)).status).toBe(201)
  await federation.pass(arrived)
  expect(await show(bor, act)).toMatchObject({ ...later, state: 'requested', revision: 1 })
  expect((await say(bor, act, 'accept')).status).toBe(201)
  expect(await codeOf(say(bor, act, 'time', later))).toBe('consult-step')

  const spoken = { text: 'Three types on our radar', shares: [shared.json.act] }
  expect((await say(alt, act, 'messages', spoken)).status).toBe(201)
  expect(await codeOf(say(alt, act, 'messages', { text: 't', shares: [kept.json.act] }))).toBe('consult-share')
  await federation.pass(arrived)
  const own = { text: 'Ours as well', level: 'open', category: 'border' }
  expect((await say(bor, act, 'messages', own)).status).toBe(201)
  await federation.pass(arrived)
  expect(await show(alt, act)).toMatchObject({ state: 'arranged', parties: { bor: { state: 'accepted' } } })
  for (const house of [alt, bor]) {
    expect(await written(house, act)).toMatchObject([
      { author: 'bor', text: own.text, label: { level: 'open' } },
      { author: 'alt', ...spoken, label },
    ])
  }
  expect((await written(alt, act))[1]).toMatchObject({ parties: { bor: 'admitted' } })
  expect((await say(alt, act, 'close')).status).toBe(201)
  await federation.pass(arrived)
  for (const house of [alt, bor]) {
    expect((await show(house, act)).state).toBe('closed')
    expect(await codeOf(say(house, act, 'messages', { text: 't' }))).toBe('consult-over')
    expect((await house.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
  }
  expect(await listening(cas)).toEqual(before)
  for (const path of ['', '/messages']) {
    expect((await cas.ask('duty', 'GET', `/api/v1/consultations/${act}${path}`)).status).toBe(404)
  }
})

test('domain 3: all participants see how each invited state stands; who declines names the ground and is written to no more', async () => {
  const { alt, bor, cas, federation } = at
  const act = await begun('Two banks of the river', ['bor', 'cas'])
  expect((await say(bor, act, 'decline', {})).status).toBe(400)
  expect((await say(bor, act, 'decline', { ground: 'elsewhere', note: 'The river commission' })).status).toBe(201)
  expect((await say(cas, act, 'accept')).status).toBe(201)
  await federation.pass(arrived)
  for (const house of [alt, bor, cas]) {
    expect(await show(house, act)).toMatchObject({
      state: 'arranged',
      parties: { bor: { state: 'declined', ground: 'elsewhere' }, cas: { state: 'accepted' } },
    })
  }
  expect((await say(cas, act, 'messages', { text: 'We shall come' })).status).toBe(201)
  expect(await codeOf(say(bor, act, 'messages', { text: 't' }))).toBe('consult-step')
  expect(await codeOf(say(bor, act, 'accept'))).toBe('consult-step')
  await federation.pass(arrived)
  expect(await written(alt, act)).toMatchObject([{ author: 'cas', text: 'We shall come' }])
  expect(await written(bor, act)).toEqual([])
  expect((await say(alt, act, 'withdraw', { reason: 'Settled by telephone' })).status).toBe(201)
  await federation.pass(arrived)
  expect(await show(bor, act)).toMatchObject({ state: 'withdrawn', withdrawnFor: 'Settled by telephone' })
})

test('domain 3: minutes are put by one and agreed by all who consulted, a changed text anew; agreed they are final, and so is the word whether to raise the matter to an organ', async () => {
  const { alt, bor, cas, federation } = at
  const act = await begun('Minutes', ['bor', 'cas'])
  const heldAt = federation.time.now()
  const put = { text: 'Both sides stated their view.', heldAt }
  expect(await codeOf(say(alt, act, 'minutes', put))).toBe('consult-step')
  expect((await say(bor, act, 'accept')).status).toBe(201)
  expect(await codeOf(say(cas, act, 'minutes', put))).toBe('consult-step')
  await federation.pass(arrived)
  expect(await codeOf(say(alt, act, 'minutes', { ...put, heldAt: later.meetsAt }))).toBe('consult-held')
  const first = (await say(alt, act, 'minutes', put)).json.act
  expect((await say(cas, act, 'accept')).status).toBe(201)
  await federation.pass(arrived)
  expect((await show(bor, act)).minutes).toMatchObject({ act: first, state: 'proposed', leavesOut: ['cas'] })
  expect((await show(cas, act)).minutes).toBeUndefined()
  expect(await codeOf(say(bor, act, 'agree', { paper: first }))).toBe('consult-leaves-out')
  const second = (await say(bor, act, 'minutes', { ...put, text: 'The three sides stated their view.' })).json.act
  await federation.pass(arrived)
  expect(await codeOf(say(alt, act, 'agree', { paper: first }))).toBe('consult-paper')
  expect((await say(bor, act, 'agree', { paper: second })).status).toBe(201)
  expect(await codeOf(say(bor, act, 'agree', { paper: second }))).toBe('consult-agreed')
  expect(await codeOf(say(bor, act, 'minutes', put))).toBe('consult-bound')
  for (const house of [alt, cas]) expect((await say(house, act, 'agree', { paper: second })).status).toBe(201)
  expect(await codeOf(say(alt, act, 'referral', { outcome: 'raised', organ: 'nobody', text: 'r' }))).toBe(
    'consult-organ',
  )
  const raised = { outcome: 'raised', organ: 'secretariat', text: 'It concerns all members' }
  const referred = (await say(alt, act, 'referral', raised)).json.act
  await federation.pass(arrived)
  for (const house of [alt, bor, cas]) expect((await say(house, act, 'agree', { paper: referred })).status).toBe(201)
  await federation.pass(arrived)
  for (const house of [alt, bor, cas]) {
    const seen = await show(house, act)
    expect(seen).toMatchObject({ state: 'minutes-agreed', minutes: { act: second, state: 'agreed', heldAt } })
    expect(Object.keys(seen.minutes?.agreed ?? {}).toSorted()).toEqual(['alt', 'bor', 'cas'])
    expect(seen.referral).toMatchObject({ ...raised, state: 'agreed' })
    expect(await codeOf(say(house, act, 'minutes', put))).toBe('consult-agreed')
  }
  expect(await codeOf(say(cas, act, 'decline', { ground: 'other' }))).toBe('consult-step')
  expect(await codeOf(say(alt, act, 'withdraw', { reason: 'r' }))).toBe('consult-step')
  expect((await say(alt, act, 'close')).status).toBe(201)
})

test('domain: a request to consult names a moment to come in a zone that there is, and organs of states invited; it rests on an agreement, and waits for a second officer where its label asks for one', async () => {
  const { alt, bor, federation } = at
  const code = async (change: object) => (await consulting(alt, ['bor'], { ...label, title: 'T', ...change })).json.code
  expect(await code({ meetsAt: federation.time.now() })).toBe('consult-time')
  expect(await code({ zone: 'Asia/Nowhere' })).toBe('rfi-zone')
  expect(await code({ organs: [{ party: 'cas', organ: 'Customs' }] })).toBe('consult-invited')
  expect(await code({ level: 'secret' })).toBe('level-above-ceiling')
  const held = await consulting(alt, ['bor'], { level: 'confidential', category: 'border', title: 'Held' })
  expect([held.status, held.json.state]).toEqual([202, 'pending'])
  const approved = await alt.ask('liaison2', 'POST', `/api/v1/rfi-drafts/${held.json.draft}/approve`)
  expect(approved.status).toBe(201)
  const spoken = await say(alt, approved.json.act, 'messages', { text: 'Between ourselves' })
  expect(spoken.status).toBe(202)
  expect((await alt.ask('liaison2', 'POST', `/api/v1/rfi-drafts/${spoken.json.draft}/approve`)).status).toBe(201)
  await federation.pass(arrived)
  expect(await written(bor, approved.json.act)).toMatchObject([{ text: 'Between ourselves' }])
})

test('C3 an officer asks to consult, replies, proposes a time, writes and closes from the command line, in his language', async () => {
  const { type } = await typing(at)
  const typed = async (party: string, line: string, ...words: readonly string[]) => {
    const printed = await type([...line.split(' '), ...words], { as: `${party}/duty`, env: { NO_COLOR: '1' } })
    return { ...printed, text: printed.out + printed.err }
  }
  const when = '2026-12-25 13:00Z'
  const words = ['--title', 'Kites', '--reason', 'Twice as many', '--legal-basis', 'Article 7', '--at', when]
  const line = 'consult send --to bor,cas --level restricted --category border --zone Asia/Almaty --place Almaty --json'
  const { act } = z.object({ act: z.string() }).parse(JSON.parse((await typed('alt', line, ...words)).out))
  await at.federation.pass(arrived)
  expect((await typed('bor', 'consult list --lang zh')).text).toContain('等待答复')
  expect((await typed('bor', `consult answer ${act}`)).exit).toBe(2)
  expect((await typed('bor', `consult answer ${act} --accept --note Gladly`)).exit).toBe(0)
  expect((await typed('cas', `consult time ${act} --zone Asia/Tashkent --at`, '2026-12-26 09:00Z')).exit).toBe(0)
  expect((await typed('alt', `consult say ${act} --text Welcome`)).exit).toBe(0)
  await at.federation.pass(arrived)
  const shown = (await typed('alt', `consult show ${act} --lang ru`)).text
  const seen = ['2026-12-25 13:00Z (2026-12-25 18:00 Asia/Almaty)', 'предложено другое время', 'Gladly', 'Welcome']
  for (const one of [...seen, '2026-12-26 09:00Z (2026-12-26 14:00 Asia/Tashkent)']) expect(shown).toContain(one)
  expect((await typed('cas', `consult answer ${act} --decline law`)).exit).toBe(0)
  await at.federation.pass(arrived)
  const minutes = ['--text', 'Both agree', '--held-at', '2026-11-01 13:00Z', '--json']
  const put = JSON.parse((await typed('alt', `consult minutes ${act}`, ...minutes)).out)
  await at.federation.pass(arrived)
  expect((await typed('bor', `consult agree ${act} --paper ${Told.parse(put).act}`)).exit).toBe(0)
  expect((await typed('alt', `consult agree ${act} --paper ${Told.parse(put).act}`)).exit).toBe(0)
  expect((await typed('alt', `consult refer ${act} --reason Settled`)).exit).toBe(0)
  await at.federation.pass(arrived)
  const agreed = (await typed('alt', `consult show ${act} --lang zh`)).text
  for (const one of ['2026-11-01 13:00Z 会晤纪要', '各方均已同意', '不提交机构', '等待同意', 'bor 尚未']) {
    expect(agreed).toContain(one)
  }
  expect((await typed('alt', `consult close ${act}`)).exit).toBe(0)
  expect((await typed('alt', `consult withdraw ${act} --reason Late`)).exit).toBe(3)
})
