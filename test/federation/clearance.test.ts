import { expect, test } from 'vitest'
import { isOpen, paramsOf, type Declaration } from '#platform/http/declaration.ts'
import { actions } from '#platform/http/roles.ts'
import { bundle, malware } from './bundle.ts'
import type { Answer, Federation, House } from './federation.ts'
import { bodiesOfConsultations, consulting } from './consult-wish.ts'
import { asking, bodiesOfRequests, isOfRequests } from './rfi-wish.ts'
import { addAccount, arrived, everyRound, scene, type Scene } from './scene.ts'

const visible = { level: 'open', category: 'drones', title: 'A kite' }
const open = { level: 'open', category: 'drones' }
const hidden = { level: 'restricted', category: 'terrorism', title: 'Grey heron' }

/** People of the same house who may see the kite and nothing of the heron: by level, by category, by both. */
const people = [
  { name: 'low', role: 'analyst', clearance: 'open', categories: ['*'] },
  { name: 'narrow', role: 'liaison', clearance: 'secret', categories: ['drones'] },
  { name: 'both', role: 'duty', clearance: 'open', categories: ['drones', 'border'] },
] as const

/** Who may name the last entry that is trusted, and does not see everything. */
const envoys = [
  { name: 'low-envoy', role: 'treaty', clearance: 'open', categories: ['*'] },
  { name: 'narrow-envoy', role: 'treaty', clearance: 'secret', categories: ['drones'] },
] as const

interface World extends Scene {
  /** The act that everybody sees, and those that these people do not. */
  readonly kite: string
  /** One of the house itself, which everybody sees too. */
  readonly own: string
  readonly herons: readonly string[]
  readonly streams: ReadonlyMap<string, ReadableStreamDefaultReader<Uint8Array>>
}

async function world(hasHidden: boolean): Promise<World> {
  const at = await scene()
  const { federation, alt, bor } = at
  for (const person of people) {
    await addAccount(bor, person)
    for (const query of [{ q: 'heron' }, { type: 'malware' }]) {
      const kept = await bor.ask(person.name, 'POST', '/api/v1/watches', { name: Object.keys(query)[0], query })
      expect(kept.status).toBe(201)
    }
  }
  const listening = [...people, { name: 'liaison' }]
  const streams = new Map(
    await Promise.all(listening.map(async ({ name }) => [name, await eventsOf(bor, name)] as const)),
  )
  expect((await alt.ask('duty', 'POST', '/api/v1/desks', { ...watch, ...open })).status).toBe(201)
  const kite = await alt.share({ to: ['bor'], ...visible }, bundle(malware({ name: 'Kite', mark: '1' })))
  const own = await bor.share({ to: ['alt'], ...visible }, bundle(malware({ name: 'Kite', mark: '1' })))
  await federation.pass(arrived)
  const herons = hasHidden ? await heronsOf(federation) : []
  await federation.pass(hasHidden ? 0 : 4 * arrived + everyRound)
  return { ...at, kite: kite.json.act, own: own.json.act, herons, streams }
}

const watch = {
  desk: 'watch',
  title: { en: 'Watch' },
  functions: ['operations'],
  channels: [{ kind: 'phone', address: '+7 7172 55 01 02' }],
  hours: { zone: 'UTC', shifts: 'always' },
  deputies: ['heron'],
  languages: ['en'],
} as const

/** Received, answered, recalled, shared by the house itself and waiting for a second officer; four times `arrived` and `everyRound` in all. */
async function heronsOf(federation: Federation): Promise<readonly string[]> {
  const [alt, bor] = [federation.house('alt'), federation.house('bor')]
  const heron = bundle(malware({ name: 'Heron', mark: '2' }))
  const acts: string[] = []
  const note = ({ json }: Answer): string => acts[acts.push(json.act) - 1] ?? ''
  const first = note(await alt.share({ to: ['bor'], ...hidden }, heron))
  const second = note(await alt.share({ to: ['bor'], ...hidden }, heron))
  // The same version of the kite with other bytes: whether it conflicts is news to those who may not see it.
  note(await alt.share({ to: ['bor'], ...hidden }, bundle(malware({ name: 'Kite too', mark: '1' }))))
  await federation.pass(arrived)
  note(await bor.ask('liaison', 'POST', `/api/v1/shares/${first}/acknowledge`, {}))
  const object = 'malware--31b940d4-6f7f-459a-80ea-000000000002'
  note(await bor.ask('analyst', 'POST', `/api/v1/shares/${first}/sightings`, { object }))
  note(await alt.ask('liaison', 'POST', `/api/v1/shares/${second}/recall`, { reason: 'wrong' }))
  note(await bor.share({ to: ['alt'], ...hidden }, heron))
  // The same desk under another label, and its deputy, which only those learn of who may.
  const { title: _, ...secretly } = hidden
  for (const desk of ['watch', 'heron']) {
    note(await alt.ask('duty', 'POST', '/api/v1/desks', { ...watch, ...secretly, desk, deputies: [] }))
    note(await bor.ask('duty', 'POST', '/api/v1/desks', { ...watch, ...secretly, desk, deputies: [] }))
  }
  await warned(federation, note)
  expect((await bor.share({ to: ['alt'], ...hidden, level: 'confidential' }, heron)).status).toBe(202)
  const question = note(await asking(alt, 'bor', hidden))
  const own = note(await asking(bor, 'alt', hidden))
  const consulted = note(await consulting(alt, ['bor'], hidden))
  await federation.pass(arrived)
  // Answered in part, and the whole waits for a second officer; answered to the house.
  const answering = (house: House, about: string, more: object) =>
    house.ask('liaison', 'POST', `/api/v1/rfis/${about}/answer`, { text: 'Grey heron', ...more })
  note(await answering(bor, question, { partial: true }))
  expect((await answering(bor, question, { hold: true })).status).toBe(202)
  const answer = note(await answering(alt, own, {}))
  const speaking = (path: string, body: object) =>
    bor.ask('liaison', 'POST', `/api/v1/consultations/${consulted}/${path}`, body)
  note(await speaking('accept', {}))
  note(await speaking('messages', { text: 'Grey heron' }))
  // A check by us and one of us, with its reply; a plan that reaches further than others see; calls that were had.
  const replied = note(await checked(alt, 'bor/heron'))
  note(await checked(bor, 'alt/heron'))
  const plan = { desks: ['alt/heron'], zone: 'UTC', when: { kind: 'random', count: 3, from: '00:00', until: '24:00' } }
  expect((await bor.ask('duty', 'POST', '/api/v1/comcheck-plans', plan)).status).toBe(201)
  const call = {
    ...secretly,
    calledAt: federation.time.now(),
    channel: 'hotline',
    summary: 'Grey heron',
    desks: heronDesks,
  }
  const logged = note(await alt.ask('duty', 'POST', '/api/v1/hotline', call))
  note(await bor.ask('duty', 'POST', '/api/v1/hotline', call))
  await federation.pass(arrived)
  note(await bor.ask('duty', 'POST', `/api/v1/comchecks/${replied}/reply`, { desk: 'heron' }))
  note(await bor.ask('duty', 'POST', `/api/v1/hotline/${logged}/countersign`, {}))
  note(await bor.ask('liaison', 'POST', `/api/v1/rfi-answers/${answer}/onward`, { to: ['cas'], use: 'Grey heron' }))
  await federation.pass(everyRound)
  for (const act of acts) expect((await bor.ask('liaison', 'GET', `/api/v1/acts/${act}`)).status).toBe(200)
  return acts
}

/** A warning that comes, is seen, answered and cancelled, and one that the house gives. */
async function warned(federation: Federation, note: (answer: Answer) => string): Promise<void> {
  const [alt, bor] = [federation.house('alt'), federation.house('bor')]
  const { level, category, title: headline } = hidden
  const said = { category: ['Security'], event: headline, urgency: 'Immediate', severity: 'Severe' }
  const wish = { level, category, info: [{ ...said, headline, certainty: 'Observed' }] }
  const act = note(await alt.ask('duty', 'POST', '/api/v1/alerts', { ...wish, to: ['bor'] }))
  note(await bor.ask('duty', 'POST', '/api/v1/alerts', { ...wish, to: ['alt'] }))
  await federation.pass(arrived)
  expect((await bor.ask('duty', 'POST', `/api/v1/alerts/${act}/seen`)).json.act).toBeDefined()
  note(await bor.ask('duty', 'POST', `/api/v1/alerts/${act}/answer`, { outcome: 'accepted' }))
  note(await alt.ask('duty', 'POST', `/api/v1/alerts/${act}/cancel`, { note: 'Over' }))
}

const heronDesks = [
  { party: 'alt', desk: 'heron' },
  { party: 'bor', desk: 'heron' },
]

/** A check of one desk, as the answer to what made it. */
async function checked(house: House, desk: string): Promise<Answer> {
  const answer = await house.ask('duty', 'POST', '/api/v1/comchecks', { desks: [desk] })
  return { ...answer, json: { ...answer.json, act: answer.json.checks[0]?.act ?? '' } }
}

async function eventsOf(house: House, name: string): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const headers = { authorization: `Bearer ${house.tokens.get(name)}` }
  const response = await house.node?.fetch(new Request('http://bor/api/v1/events', { headers }))
  if (response?.body === null || response?.body === undefined) throw new TypeError('no events')
  return response.body.getReader()
}

/** What a stream said, without the random ids. Closing the account ends it. */
async function toldTo(world: World, name: string): Promise<string> {
  await world.bor.ask('admin', 'POST', `/api/v1/users/${name}/disable`, {})
  let told = ''
  for (;;) {
    const next = await world.streams.get(name)?.read()
    if (next?.value === undefined) return told.replaceAll(/^id: .*$/gmu, 'id')
    told += new TextDecoder().decode(next.value)
  }
}

function pathsOf(house: House, kite: string): readonly string[] {
  const values: Readonly<Record<string, string>> = {
    act: kite,
    position: '0',
    id: 'malware--31b940d4-6f7f-459a-80ea-000000000001',
    party: 'alt',
    desk: 'watch',
  }
  const routes: readonly Declaration[] = house.node?.api.routes ?? []
  const gets = routes.filter(({ method, path }) => method === 'GET' && !path.endsWith('/events'))
  const paths = gets.map(({ path }) =>
    paramsOf(path).reduce((done, name) => done.replace(`:${name}`, values[name] ?? 'nothing'), path as string),
  )
  const queries = [
    'acts?limit=1',
    'acts?state=recalled',
    'acts?about=ACT',
    'acts?author=alt',
    'acts?kind=exchange.recall/1',
    'desks?limit=1',
    'desks/alt/heron',
    'desks/bor/watch',
  ]
  const searches = ['kite', 'heron', 'grey', 'too', 'act--'].map((word) => `search?q=${word}`)
  const asking = ['&facets=1', '&facets=1&sort=time&why=1', '&sort=time&limit=1', '&level=secret&facets=1']
  searches.push(
    ...asking.flatMap((more) => ['q=kite', 'author=alt', 'type=malware'].map((by) => `search?${by}${more}`)),
  )
  const object = (mark: number) => `malware--31b940d4-6f7f-459a-80ea-00000000000${mark}`
  searches.push(
    ...[1, 2, 3].map((mark) => `related?value=${object(mark)}`),
    'search?q=rukpy',
    'search?q=%D1%80%D1%83%D0%BA%D1%89%D1%82',
  )
  return [...paths, ...[...queries, ...searches].map((query) => `/api/v1/${query.replace('ACT', kite)}`)]
}

/** An answer without what is random in it, long texts first, since a short number may stand in one by chance: numbers of requests, and the text (not the length) of signatures and cursors. */
function plain({ status, bytes }: Answer): unknown {
  const text = new TextDecoder().decode(bytes)
  const without = text
    .replaceAll(/[\w+/=-]{80,}/gu, (random) => `${random.length} characters`)
    .replaceAll(/A-[0-9A-Z]{6}/gu, 'REF')
  return { status, without }
}

test('P1 in one house too nobody learns of what he is not cleared for: every answer is the same as if it were not there', async () => {
  await using without = await world(false)
  await using with_ = await world(true)
  expect(with_.kite).toBe(without.kite)
  for (const { name } of people) {
    for (const path of pathsOf(without.bor, without.kite)) {
      const [one, other] = [await without.bor.ask(name, 'GET', path), await with_.bor.ask(name, 'GET', path)]
      expect([name, path, plain(other)]).toEqual([name, path, plain(one)])
    }
    const told = await toldTo(without, name)
    expect([name, await toldTo(with_, name)]).toEqual([name, told])
    expect(told).toContain(without.kite)
    expect(told).toContain('event: watch')
    expect(receiptsIn(told)).toContain(without.own)
  }
  // There was more to hear, for whoever may.
  const heard = receiptsIn(await toldTo(with_, 'liaison'))
  expect(with_.herons.filter((act) => heard.includes(act)).length).toBeGreaterThan(1)
})

/** The acts of which a stream said that somebody has told how far they are with him. */
const receiptsIn = (told: string): readonly (string | undefined)[] =>
  [...told.matchAll(/^event: receipt\ndata: \{"act":"([^"]+)"\}$/gmu)].map(([, act]) => act)

test('P2 what somebody is not cleared for answers on every route as a name that is nobody’s', async () => {
  await using at = await world(true)
  const routes: readonly Declaration[] = at.bor.node?.api.routes ?? []
  const bodies: Readonly<Record<string, unknown>> = {
    recall: { reason: 'r' },
    acknowledge: {},
    sightings: { object: 'malware--31b940d4-6f7f-459a-80ea-000000000002' },
    opinions: { object: 'malware--31b940d4-6f7f-459a-80ea-000000000002', opinion: 'agree' },
    correct: { upload: `upload-${'0'.repeat(32)}` },
    update: { info: [{}] },
    cancel: { note: 'n' },
    answer: { outcome: 'accepted' },
    withdraw: {},
    reply: { desk: 'watch' },
    close: { desk: 'watch', note: 'n' },
    countersign: {},
    contest: { correction: 'c' },
  }
  const bodyOf = (path: string): unknown => {
    const last = path.split('/').at(-1) ?? ''
    if (path.includes('/consultations/')) return bodiesOfConsultations[last]
    return (isOfRequests(path) ? bodiesOfRequests[last] : undefined) ?? bodies[last]
  }
  const nobody = `act--${'0'.repeat(64)}`
  for (const { name, role } of people) {
    for (const { method, path, action } of routes.filter((route) => route.path.includes(':act'))) {
      if (isOpen(action) || !(actions[action] as readonly string[]).includes(role)) continue
      const ask = (act: string) => {
        const body = method === 'POST' ? bodyOf(path) : undefined
        const at_ = path.replace(':act', act).replace(':position', '0').replace(':party', 'alt')
        return at.bor.ask(name, method, at_.replace(':id', 'malware--31b940d4-6f7f-459a-80ea-000000000002'), body)
      }
      const unknown = plain(await ask(nobody))
      expect(unknown).toMatchObject({ status: 404 })
      for (const act of at.herons) expect([name, path, plain(await ask(act))]).toEqual([name, path, unknown])
    }
    for (const act of role === 'liaison' ? at.herons : []) {
      const verified = await at.bor.ask(name, 'POST', '/api/v1/verify', { act })
      expect(verified.status).toBe(404)
    }
  }
  const all = await at.bor.ask('narrow', 'POST', '/api/v1/verify', { all: true })
  expect(all.json).toEqual({ ok: true, checked: {} })
})

test('an officer shares, corrects and approves only under labels that he may read', async () => {
  await using at = await world(true)
  const file = bundle(malware({ name: 'Heron', mark: '3' }))
  const shareAs = async (name: string, label: object): Promise<Answer> => {
    const { json } = await at.bor.ask(name, 'POST', '/api/v1/uploads?name=h.json', file)
    return at.bor.ask(name, 'POST', '/api/v1/shares', { upload: json.upload, to: ['alt'], title: 'H', ...label })
  }
  const refused = await shareAs('narrow', { level: 'restricted', category: 'terrorism' })
  expect([refused.status, refused.json]).toMatchObject([403, { code: 'above-clearance' }])
  expect((await shareAs('narrow', { level: 'restricted', category: 'drones' })).status).toBe(201)
  const { json } = await at.bor.ask('narrow', 'POST', '/api/v1/uploads?name=h.json', file)
  for (const heron of at.herons) {
    const corrected = await at.bor.ask('narrow', 'POST', `/api/v1/shares/${heron}/correct`, { upload: json.upload })
    expect(corrected.status).toBe(404)
  }
  const drafts = await at.bor.ask('liaison', 'GET', '/api/v1/drafts')
  expect(drafts.json.items.length).toBe(1)
  const path = `/api/v1/drafts/${drafts.json.items[0]!.draft}/approve`
  expect((await at.bor.ask('narrow', 'POST', path, {})).status).toBe(404)
})

test('clearance: the last entry of a journal is not told to whom it would tell of hidden acts', async () => {
  await using at = await scene()
  for (const person of [...people, ...envoys]) await addAccount(at.bor, person)
  const start = at.federation.time.now()
  const file = bundle(malware({ name: 'Heron', mark: '1' }))
  await at.alt.share({ to: ['bor'], ...hidden }, file)
  expect((await at.bor.share({ to: ['alt'], ...hidden }, file)).status).toBe(201)
  await at.federation.pass(arrived + everyRound)
  const end = at.federation.time.now()
  const asked = async (name: string, party: string, before = end) => {
    const path = `/api/v1/charter/keys/last-entry?party=${party}&before=${before}`
    const { status, json } = await at.bor.ask(name, 'GET', path)
    return status === 200 ? 'told' : json.code
  }
  for (const { name } of people) {
    const told = [await asked(name, 'alt'), await asked(name, 'bor')]
    expect([name, ...told]).toEqual([name, 'role-not-allowed', 'role-not-allowed'])
  }
  // Whether acts that they may not see came between two moments, no answer says.
  for (const { name } of envoys) {
    const told = [await asked(name, 'alt', start), await asked(name, 'alt'), await asked(name, 'bor')]
    expect([name, ...told]).toEqual([name, 'clearance-partial', 'clearance-partial', 'role-not-allowed'])
  }
  expect(await asked('treaty', 'alt', start)).toBe('not-found')
  expect([await asked('treaty', 'alt'), await asked('treaty', 'bor')]).toEqual(['told', 'role-not-allowed'])
  expect([await asked('admin', 'alt'), await asked('admin', 'bor')]).toEqual(['role-not-allowed', 'told'])
})
