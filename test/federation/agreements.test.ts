import { expect, test } from 'vitest'
import { skies } from '../suites/open-skies.ts'
import { acts, adopted, ratifiedByAll, shown } from './agreement.ts'
import { bundle, malware } from './bundle.ts'
import { startFederation, type Federation, type House } from './federation.ts'
import { countersign, laneOf, propose } from './treaty-desk.ts'
import { arrived, begun, everyRound } from './scene.ts'

const states = ['alt', 'bor', 'cas'] as const
const day = 86_400_000

const wish = { to: ['bor'], level: 'restricted', category: 'drones', title: 'Kite', basis: 'open-skies' }
const shared = (house: House, mark: string) => house.share(wish, bundle(malware({ name: 'Kite', mark })))

/** Everybody's node is off until a moment. */
async function sleepUntil(federation: Federation, at: string): Promise<void> {
  const everyone = ['alt', 'bor', 'cas', 'sec']
  for (const party of everyone) await federation.house(party).stop()
  await federation.pass(Date.parse(at) - Date.parse(federation.time.now()))
  for (const party of everyone) await federation.house(party).start()
}

async function receivedBy(house: House): Promise<Readonly<Record<string, string>>> {
  const { json } = await house.ask('treaty', 'GET', '/api/v1/agreements/open-skies/notifications')
  const [first] = json.items as unknown as readonly {
    readonly entry: { readonly by: string }
    readonly parties: readonly { readonly party: string; readonly state: string; readonly at?: string }[]
  }[]
  expect(first?.entry.by).toBe('sec')
  for (const { state, at } of first?.parties ?? []) expect(at !== undefined).toBe(state === 'admitted')
  return Object.fromEntries((first?.parties ?? []).map(({ party, state }) => [party, state]))
}

const problem = (answer: { readonly json: unknown }) =>
  answer.json as { readonly code: string; readonly wayOut: string; readonly params: Readonly<Record<string, string>> }

test('9 an agreement is adopted, signed and ratified by three states on their own nodes, and in force on its computed day', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const [alt, bor] = [federation.house('alt'), federation.house('bor')]
  await adopted(federation)
  expect(problem(await shared(alt, '1'))).toMatchObject({
    code: 'agreement-not-in-force',
    params: { lacking: 'signature', cure: 'bor' },
  })
  await acts(alt, { kind: 'signature' })
  await acts(bor, { kind: 'signature' })
  await federation.pass(arrived)
  const signed = problem(await shared(alt, '2'))
  expect(signed.params).toMatchObject({ lacking: 'consent', cure: 'bor', instrument: 'open-skies' })
  expect(signed.wayOut).toContain('bor has signed open-skies but not ratified it: ask the treaty desk of bor')
  await ratifiedByAll(federation)
  const status = await shown(bor)
  expect(status.state).toBe('awaiting')
  const entry = status.entry ?? ''
  for (const party of states) expect((await shown(federation.house(party))).entry).toBe(entry)
  expect(problem(await shared(alt, '3')).params).toMatchObject({ lacking: 'waiting', from: entry })
  // Shares count their seconds from a charter that is not old: the nodes sleep until the minute before.
  await sleepUntil(federation, new Date(Date.parse(entry) - 60_000).toISOString())
  await federation.pass(Date.parse(entry) - Date.parse(federation.time.now()) - 1000)
  expect(problem(await shared(alt, '4')).code).toBe('agreement-not-in-force')
  await federation.pass(1000)
  const sent = await shared(alt, '5')
  expect(sent.status).toBe(201)
  await federation.pass(everyRound)
  expect((await bor.ask('analyst', 'GET', `/api/v1/acts/${sent.json.act}`)).status).toBe(200)
})

test('9 a denunciation stops new flows at its instant, everywhere, and leaves old ones', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const [alt, bor] = [federation.house('alt'), federation.house('bor')]
  await adopted(
    federation,
    skies({}, { entry: { conditions: [{ count: 3 }], delay: {} }, denunciation: { notice: { days: 1 } } }),
  )
  await ratifiedByAll(federation)
  const sent = await shared(alt, '1')
  expect(sent.status).toBe(201)
  await federation.pass(arrived)
  expect((await acts(bor, { kind: 'denunciation' })).status).toBe(201)
  await federation.pass(arrived)
  const { parties } = await shown(alt)
  const until = parties.find(({ party }) => party === 'bor')?.terms.at(-1)?.until ?? ''
  await sleepUntil(federation, new Date(Date.parse(until) - 60_000).toISOString())
  await federation.pass(Date.parse(until) - Date.parse(federation.time.now()) - 1)
  expect((await shared(alt, '2')).status).toBe(201)
  await federation.pass(1)
  for (const party of ['alt', 'cas']) {
    expect(problem(await shared(federation.house(party), '3')).params).toMatchObject({ lacking: 'left', cure: 'bor' })
  }
  const back = await bor.share({ ...wish, to: ['alt'] }, bundle(malware({ name: 'Kite', mark: '4' })))
  expect(problem(back).code).toBe('agreement-not-in-force')
  const between = await alt.share({ ...wish, to: ['cas'] }, bundle(malware({ name: 'Kite', mark: '5' })))
  expect(between.status).toBe(201)
  await federation.pass(everyRound)
  expect((await bor.ask('analyst', 'GET', `/api/v1/acts/${sent.json.act}`)).status).toBe(200)
})

test('9 a text lacks a participant’s countersignature, and is not adopted', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const { act } = await propose(federation.house('alt'), skies())
  await federation.pass(arrived)
  expect((await federation.house('cas').ask('treaty', 'GET', '/api/v1/charter/proposals')).json.items).toMatchObject([
    { act, consents: { needed: 3, of: [...states] } },
  ])
  await federation.pass(arrived)
  expect((await federation.house('bor').ask('treaty', 'GET', '/api/v1/agreements/open-skies')).status).toBe(404)
})

test('9 brackets and discordant editions are refused before anything is signed', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const { text } = skies()
  const [english, ...others] = text.authentic
  const with_ = (authentic: readonly object[]) => skies({ text: { version: 1, authentic } })
  const open = {
    ...english,
    articles: english?.articles.map((row) => ({ ...row, paragraphs: [{ number: '1', text: '[may] share' }] })),
  }
  expect(await propose(federation.house('alt'), with_([open]))).toMatchObject({ code: 'text-open' })
  const short = { ...english, articles: english?.articles.slice(1) }
  expect(await propose(federation.house('alt'), with_([short, ...others]))).toMatchObject({ code: 'text-discordant' })
})

test('9 an action that is not in due form is refused at the desk, and the page says so beforehand', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  await adopted(federation)
  const alt = federation.house('alt')
  expect(problem(await acts(alt, { kind: 'ratification' })).code).toBe('not-signed')
  const { actions, state } = await shown(alt)
  expect(state).toBe('open')
  expect(actions['signature']).toEqual({ allowed: true })
  expect(actions['ratification']?.refusal?.code).toBe('not-signed')
  // Asked before it is signed, a deed meets what it would meet: nothing else is said, and nothing is recorded.
  const checked = (deed: object) =>
    alt.ask('analyst', 'POST', '/api/v1/agreements/open-skies/actions/check', { deed }).then(({ json }) => json)
  expect(await checked({ kind: 'ratification' })).toMatchObject({ allowed: false, refusal: { code: 'not-signed' } })
  expect(await checked({ kind: 'signature' })).toMatchObject({
    allowed: true,
    outcome: { state: 'open', own: { state: 'signatory' } },
  })
  expect([actions['reservation'], actions['objection']?.refusal?.code]).toEqual([
    { allowed: true },
    'reservation-unknown',
  ])
  expect((await laneOf(alt)).length).toBe(2)
  expect(
    (await alt.ask('liaison', 'POST', '/api/v1/agreements/open-skies/actions', { deed: { kind: 'signature' } })).status,
  ).toBe(403)
})

test('9 what was done while the depositary is away is dated by its entry', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  await adopted(federation)
  const [alt, sec] = [federation.house('alt'), federation.house('sec')]
  await sec.stop()
  await acts(alt, { kind: 'signature' })
  await federation.pass(everyRound)
  expect((await shown(alt)).pending).toMatchObject([{ party: 'alt', kind: 'signature' }])
  const before = federation.time.now()
  await sec.start()
  await federation.pass(everyRound)
  const after = await shown(federation.house('cas'))
  expect(after.pending).toEqual([])
  const [row] = after.parties as unknown as readonly { readonly signature: { readonly at: string } }[]
  expect((row?.signature.at ?? '') >= before).toBe(true)
  expect((await laneOf(alt)).map(({ number }) => number)).toEqual([2, 1, 0])
  // The depositary has everyone's receipt of its notification, the acting party of its action, others know when they heard.
  const told = await Promise.all([sec, alt, federation.house('cas')].map(receivedBy))
  expect(told).toEqual([
    { alt: 'admitted', bor: 'admitted', cas: 'admitted', sec: 'notifier' },
    { alt: 'admitted', bor: 'admitted', cas: 'admitted', sec: 'notifier' },
    { alt: 'unknown', bor: 'unknown', cas: 'admitted', sec: 'notifier' },
  ])
})

test('9 tracks of the states make a forecast on every node; facts, table and calendar are given out', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  await adopted(federation)
  const now = Date.parse(federation.time.now())
  const at = (days: number) => new Date(now + days * day).toISOString()
  const steps = [
    ...['initialled', 'government', 'parliament', 'promulgation'].map((step) => ({
      step,
      state: { kind: 'done', at: at(0) },
    })),
    {
      step: 'instrument',
      state: { kind: 'expected', expected: { earliest: at(10), likely: at(20), latest: at(40), confidence: 90 } },
    },
  ]
  for (const party of states) {
    const path = '/api/v1/agreements/open-skies/progress'
    expect(
      (await federation.house(party).ask('treaty', 'POST', path, { instrument: 'ratification', steps })).status,
    ).toBe(201)
  }
  await federation.pass(arrived)
  const cas = federation.house('cas')
  const { json } = await cas.ask('treaty', 'GET', '/api/v1/agreements/open-skies/forecast')
  expect(json).toMatchObject({ confidence: 73, lacks: [{ count: 3, from: [...states], isEachNeeded: true }] })
  const facts = await cas.ask('treaty', 'GET', '/api/v1/agreements/open-skies/facts')
  expect(facts.json).toMatchObject({
    name: 'open-skies',
    events: [],
    tracks: [{ party: 'alt' }, { party: 'bor' }, { party: 'cas' }],
  })
  const calendar = await cas.ask('treaty', 'GET', '/api/v1/agreements/open-skies/calendar')
  expect(new TextDecoder().decode(calendar.bytes)).toMatch(
    /^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n[^]*END:VCALENDAR\r\n$/u,
  )
  const table = await cas.ask('treaty', 'GET', '/api/v1/agreements/open-skies/table')
  expect(new TextDecoder().decode(table.bytes)).toContain('<h1>Agreement on open skies</h1>')
  expect((await cas.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })

  // What is said to all is said, though one of them may not hear it for now.
  const { act } = await propose(federation.house('alt'), { type: 'party.suspend', party: 'cas' })
  await federation.pass(arrived)
  for (const party of ['alt', 'bor']) expect((await countersign(federation, party, act)).status).toBe(201)
  await federation.pass(2 * arrived)
  const again = { instrument: 'ratification', steps: steps.slice(0, 4) }
  const said = await federation.house('alt').ask('treaty', 'POST', '/api/v1/agreements/open-skies/progress', again)
  expect(said.status).toBe(201)
  await federation.pass(arrived)
  const heard = (house: House) => house.ask('liaison', 'GET', `/api/v1/acts/${said.json.act}`)
  expect((await heard(federation.house('bor'))).json).toMatchObject({ state: 'admitted' })
  expect((await heard(cas)).status).toBe(404)
})

test('9 a state that was away for days learns what was adopted and done, and is bound by nothing of it before', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  await adopted(federation, skies({}, { entry: { conditions: [{ count: 2 }], delay: {} }, later: {} }))
  const [alt, bor, cas] = [federation.house('alt'), federation.house('bor'), federation.house('cas')]
  await cas.stop()
  for (const house of [alt, bor]) {
    await acts(house, { kind: 'signature' })
    await federation.pass(arrived)
    await acts(house, { kind: 'ratification' })
    await federation.pass(arrived)
  }
  expect((await shown(alt)).state).toBe('in-force')
  await sleepUntil(federation, new Date(Date.parse(federation.time.now()) + 3 * day).toISOString())
  await federation.pass(everyRound)
  const { pending: _, actions: mine, ...there } = await shown(cas)
  const { pending: _there, actions: _mine, ...here } = await shown(alt)
  expect({ ...there, at: '' }).toEqual({ ...here, at: '' })
  expect(mine['signature']).toEqual({ allowed: true })
  const back = await bor.share({ ...wish, to: ['alt'] }, bundle(malware({ name: 'Kite', mark: '2' })))
  expect(back.status).toBe(201)
  const away = await alt.share({ ...wish, to: ['cas'] }, bundle(malware({ name: 'Kite', mark: '3' })))
  expect(problem(away).params).toMatchObject({ lacking: 'signature', cure: 'cas' })
})

test('9 a state that was away when another denounced shares by what it knows, and is refused by what the other knows', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const clauses = {
    entry: { conditions: [{ count: 3 }], delay: {} },
    denunciation: { notice: {} },
    suspension: { notice: {} },
  }
  await adopted(federation, skies({}, clauses))
  await ratifiedByAll(federation)
  const [alt, bor, cas] = [federation.house('alt'), federation.house('bor'), federation.house('cas')]
  // Suspended and resumed: closed and open again, between that party and all, and nobody else.
  expect((await acts(cas, { kind: 'suspension' })).status).toBe(201)
  await federation.pass(arrived)
  const toCas = { ...wish, to: ['cas'] }
  const kite = (mark: string) => bundle(malware({ name: 'Kite', mark }))
  expect(problem(await alt.share(toCas, kite('1'))).params).toMatchObject({ lacking: 'suspended', cure: 'cas' })
  expect((await shared(alt, '2')).status).toBe(201)
  expect((await acts(cas, { kind: 'resumption' })).status).toBe(201)
  await federation.pass(arrived)
  expect((await alt.share(toCas, kite('3'))).status).toBe(201)
  await alt.stop()
  expect((await acts(bor, { kind: 'denunciation' })).status).toBe(201)
  await federation.pass(arrived)
  const others = ['bor', 'cas', 'sec']
  for (const party of others) await federation.house(party).stop()
  await federation.pass(3 * day)
  await alt.start()
  await federation.pass(1000)
  const sent = await shared(alt, '4')
  expect(sent.status).toBe(201)
  for (const party of others) await federation.house(party).start()
  await federation.pass(60_000)
  const { json } = await alt.ask('liaison', 'GET', `/api/v1/acts/${sent.json.act}`)
  expect(json.parties['bor']).toMatchObject({ code: 'agreement-not-in-force' })
  expect((await bor.ask('analyst', 'GET', `/api/v1/acts/${sent.json.act}`)).status).toBe(404)
  expect(problem(await shared(alt, '5')).params).toMatchObject({ lacking: 'left', cure: 'bor' })
  expect((await alt.share(toCas, kite('6'))).status).toBe(201)
})
