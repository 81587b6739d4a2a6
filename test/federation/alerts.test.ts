import { expect, test } from 'vitest'
import { z } from 'zod'
import { decodeUtf8 } from '#kernel/bytes.ts'
import { addMs, type Instant } from '#kernel/instant.ts'
import type { ActId, Kind, Statement } from '#protocol/act/statement.ts'
import { capTimeOf } from '#protocol/cap/time.ts'
import { readCapXml } from '#protocol/cap/xml-read.ts'
import { foundedAt } from '#charter/testing/demo-coalition.ts'
import type { House } from './federation.ts'
import { addAccount, hostileScene, scene } from './scene.ts'
import { typing } from './typing.ts'

const minuteMs = 60_000

const Party = z.looseObject({
  delivery: z.string(),
  seenAt: z.string().optional(),
  answer: z.string().optional(),
  note: z.string().optional(),
  clock: z.looseObject({ state: z.string(), dueAt: z.string(), level: z.number(), step: z.string().optional() }),
})
const Alert = z.looseObject({
  act: z.string(),
  state: z.string(),
  title: z.string(),
  followedBy: z.string().optional(),
  parties: z.record(z.string(), Party),
  actions: z.record(z.string(), z.looseObject({ allowed: z.boolean() })).optional(),
})
const Board = z.object({ items: z.array(Alert), next: z.string().optional() })

const text = { language: 'en', headline: 'Drones over the border', description: 'Seven, from the south.' }
/** A block whose end lies `hours` after the federation's beginning. */
const block = (expires: string) => ({
  ...text,
  category: ['Security'],
  event: 'Drones',
  urgency: 'Immediate',
  severity: 'Severe',
  certainty: 'Observed',
  expires,
  area: [{ areaDesc: 'Southern border', circle: ['48.1,38.2 20'] }],
})

const show = async (house: House, act: string, account = 'duty') =>
  Alert.parse((await house.ask(account, 'GET', `/api/v1/alerts/${act}`)).json)
const shown = async (house: House) => Board.parse((await house.ask('duty', 'GET', '/api/v1/alerts')).json).items

const withinAMinute = {
  answerWithinMs: {
    Immediate: minuteMs,
    Expected: minuteMs,
    Future: minuteMs,
    Past: minuteMs,
    Unknown: minuteMs,
  },
  ladder: [
    { step: 'deputy', afterMs: 0 },
    { step: 'hotline', afterMs: 3_600_000 },
  ],
}

/** Three desks of one coalition that answers within a minute. */
async function desks() {
  const at = await scene({ change: (profile) => ({ ...profile, alerts: withinAMinute }) })
  const { alt, bor, cas, federation } = at
  const houses = [alt, bor, cas]
  return {
    ...at,
    houses,
    label: { level: 'restricted', category: 'drones' },
    inMinutes: (minutes: number) => capTimeOf(addMs(federation.time.now(), minutes * minuteMs)),
    /** Every node is down meanwhile. */
    async sleep(ms: number) {
      for (const house of houses) await house.stop()
      await federation.pass(ms)
      for (const house of houses) await house.start()
    },
    [Symbol.asyncDispose]: () => at[Symbol.asyncDispose](),
  }
}

test('P1 P5 an alert is delivered, seen, accepted or rejected, each told apart, updated and cancelled for all who had it', async () => {
  await using at = await desks()
  const { alt, bor, cas, federation, houses, label, inMinutes, sleep } = at
  const sent = await alt.ask('duty', 'POST', '/api/v1/alerts', {
    ...label,
    to: ['bor', 'cas'],
    info: [block(inMinutes(120))],
  })
  expect(sent.status).toBe(201)
  const { act } = sent.json
  expect(await show(alt, act)).toMatchObject({
    state: 'live',
    title: text.headline,
    parties: { bor: { delivery: 'queued', clock: { state: 'waiting', level: 0 } }, cas: { delivery: 'queued' } },
    actions: { update: { allowed: true }, cancel: { allowed: true }, accept: { allowed: false } },
  })
  await federation.pass(4000)
  // The machine has it; nobody has seen it yet.
  const delivered = await show(alt, act)
  expect(delivered.parties['bor']).toMatchObject({ delivery: 'admitted', clock: { state: 'waiting' } })
  expect(delivered.parties['bor']?.seenAt).toBeUndefined()
  expect(await show(bor, act)).toMatchObject({
    state: 'live',
    actions: { update: { allowed: false }, accept: { allowed: true } },
  })

  // An officer opens it, then accepts; he is told once that he has.
  expect((await bor.ask('duty', 'POST', `/api/v1/alerts/${act}/seen`)).json.act).toBeDefined()
  expect((await bor.ask('duty', 'POST', `/api/v1/alerts/${act}/seen`)).json.act).toBeUndefined()
  await federation.pass(3000)
  const seen = await show(alt, act)
  expect(seen.parties['bor']?.seenAt).toBeDefined()
  expect(seen.parties['bor']?.answer).toBeUndefined()
  expect(seen.parties['bor']?.clock.state).toBe('waiting')
  const accept = { outcome: 'accepted', note: 'Border desk informed' }
  expect((await bor.ask('duty', 'POST', `/api/v1/alerts/${act}/answer`, accept)).status).toBe(201)
  expect((await bor.ask('duty', 'POST', `/api/v1/alerts/${act}/answer`, accept)).json).toMatchObject({
    code: 'alert-answered',
  })
  expect((await cas.ask('duty', 'POST', `/api/v1/alerts/${act}/answer`, { outcome: 'rejected' })).json).toMatchObject({
    code: 'alert-reason-missing',
  })
  await federation.pass(3000)
  expect((await show(alt, act)).parties).toMatchObject({
    bor: { answer: 'accepted', note: 'Border desk informed', clock: { state: 'answered', level: 0 } },
    cas: { clock: { state: 'waiting' } },
  })

  // No reply: the ladder is climbed with time, also while every node is down.
  await sleep(minuteMs)
  expect((await show(alt, act)).parties['cas']?.clock).toMatchObject({ state: 'overdue', level: 1, step: 'deputy' })
  expect((await show(cas, act)).parties['cas']?.clock).toMatchObject({ state: 'overdue', level: 1 })

  // What takes its place reaches everyone who had it, and more.
  const changed = { ...block(inMinutes(240)), headline: 'Drones turned back' }
  const updated = await alt.ask('duty', 'POST', `/api/v1/alerts/${act}/update`, { info: [changed] })
  expect(updated.status).toBe(201)
  await federation.pass(4000)
  for (const house of houses) {
    expect(await show(house, act)).toMatchObject({ state: 'updated', followedBy: updated.json.act })
    expect((await shown(house)).map(({ title, state }) => [title, state])).toEqual([
      ['Drones turned back', 'live'],
      [text.headline, 'updated'],
    ])
  }
  expect((await show(alt, act)).parties['cas']?.clock).toMatchObject({ state: 'closed', level: 1 })
  const late = await cas.ask('duty', 'POST', `/api/v1/alerts/${act}/answer`, { outcome: 'accepted' })
  expect(late.json).toMatchObject({ code: 'alert-over' })
  expect((await bor.ask('duty', 'POST', `/api/v1/alerts/${act}/cancel`, { note: 'no' })).json).toMatchObject({
    code: 'not-originator',
  })

  // CAP, as it stands and as it refers to what it follows.
  const document = await bor.ask('duty', 'GET', `/api/v1/alerts/${updated.json.act}/cap`)
  const { alert, findings } = readCapXml(document.bytes)
  expect(findings).toEqual([])
  expect(alert).toMatchObject({ msgType: 'Update', scope: 'Private', addresses: 'bor cas' })
  expect(alert?.references).toContain(`${alert?.sender ?? '-'},alt-`)
  expect(decodeUtf8(document.bytes)).toContain('<headline>Drones turned back</headline>')

  expect((await alt.ask('duty', 'POST', `/api/v1/alerts/${updated.json.act}/cancel`, { note: 'Over' })).status).toBe(
    201,
  )
  await federation.pass(4000)
  for (const house of houses) expect(await show(house, updated.json.act)).toMatchObject({ state: 'cancelled' })
})

test('P1 an alert ends by itself; who was not sent it, or may not see it, learns nothing of it; what is found is rebuilt', async () => {
  await using at = await desks()
  const { alt, bor, cas, federation, houses, label, inMinutes, sleep } = at
  const short = await alt.ask('duty', 'POST', '/api/v1/alerts', {
    ...label,
    to: ['bor'],
    info: [block(inMinutes(2))],
  })
  await federation.pass(4000)
  // Whoever was not sent it finds nothing: neither it, nor a place where it would be.
  expect((await cas.ask('duty', 'GET', `/api/v1/alerts/${short.json.act}`)).status).toBe(404)
  expect((await shown(cas)).map(({ act: id }) => id)).not.toContain(short.json.act)
  await addAccount(bor, { name: 'low', role: 'duty', clearance: 'open' })
  expect((await bor.ask('low', 'GET', `/api/v1/alerts/${short.json.act}`)).status).toBe(404)
  await sleep(2 * minuteMs)
  for (const house of [alt, bor]) expect(await show(house, short.json.act)).toMatchObject({ state: 'expired' })

  // Found by its words; rebuilt to the same.
  const found = await bor.ask('duty', 'GET', '/api/v1/search?q=drones')
  expect(found.json.items.map(({ name }) => name)).toEqual([text.headline])
  for (const house of houses) {
    expect((await house.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
  }
})

test('CAP 3.2 what is no alert is not signed: each with its place and what is wrong', async () => {
  await using at = await scene({ ms: 0 })
  const label = { level: 'restricted', category: 'drones', to: ['bor'] }
  const send = async (info: object, account = 'duty') =>
    (await at.alt.ask(account, 'POST', '/api/v1/alerts', { ...label, info: [info] })).json
  const good = block('2027-01-01T00:00:00-00:00')
  const crossing = { areaDesc: 'x', polygon: ['0,0 1,1 0,1 1,0 0,0'] }
  expect(await send({ ...good, area: [crossing] })).toMatchObject({
    code: 'alert-unfit',
    params: { path: '/alert/info[1]/area[1]/polygon[1]', found: 'form' },
  })
  expect(await send({ ...good, expires: '2020-01-01T00:00:00-00:00' })).toMatchObject({
    params: { path: '/alert/info[1]/expires', found: 'expires-early' },
  })
  expect(await send({ ...good, persons: ['x'] })).toMatchObject({ code: 'alert-unfit' })
  expect(await send(good, 'analyst')).toMatchObject({ code: 'role-not-allowed' })
  expect(await shown(at.alt)).toEqual([])
})

test('P1 a cancellation reaches whoever had the alert though no agreement covers him any more, and is said once', async () => {
  const until = addMs(foundedAt, minuteMs)
  await using at = await scene({
    change: (profile) => ({
      ...profile,
      agreements: profile.agreements.map((agreement) => ({
        ...agreement,
        parties: agreement.parties.map((row) => (row.party === 'bor' ? { ...row, until } : row)),
      })),
    }),
  })
  const { alt, bor, cas, federation } = at
  const wish = { level: 'restricted', category: 'drones', to: ['bor', 'cas'] }
  const info = [block(later(federation.time.now()))]
  const { act } = (await alt.ask('duty', 'POST', '/api/v1/alerts', { ...wish, info })).json
  await federation.pass(minuteMs)
  expect((await alt.ask('duty', 'POST', `/api/v1/alerts/${act}/update`, { info })).json).toMatchObject({
    code: 'agreement-not-in-force',
  })
  const cancel = () => alt.ask('duty', 'POST', `/api/v1/alerts/${act}/cancel`, { note: 'Over' })
  const both = await Promise.all([cancel(), cancel()])
  expect(both.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 409])
  await federation.pass(4000)
  for (const house of [alt, bor, cas]) expect(await show(house, act)).toMatchObject({ state: 'cancelled' })
})

test('C3 a duty officer warns, answers, updates and cancels from the command line, in his language', async () => {
  await using here = await scene()
  const { type, file } = await typing(here)
  const as = (party: string) => ({ as: `${party}/duty`, env: { NO_COLOR: '1' } })
  const send = ['alert', 'send', '--to', 'bor', '--category', 'drones', '--level', 'restricted']
  const sent = await type([...send, '--headline', 'Drones', '--area', 'South', '--circle', '48.1,38.2 20'], as('alt'))
  expect(sent).toMatchObject({ exit: 0 })
  const act = sent.out.trim()
  await here.federation.pass(3000)
  const list = await type(['alert', 'list', '--lang', 'en'], as('bor'))
  expect(list.out).toContain('live')
  expect(list.out).toContain('Drones')
  const opened = await type(['alert', 'show', act, '--lang', 'ru'], as('bor'))
  expect(opened.out).toContain('■ действует  Drones')
  expect(opened.out).toContain('серьёзная опасность, немедленно, вероятно; от alt')
  expect(opened.out).toContain('South')
  expect(await type(['alert', 'reject', act], as('bor'))).toMatchObject({ exit: 2 })
  expect(await type(['alert', 'accept', act, '--note', 'Passed on', '--lang', 'en'], as('bor'))).toMatchObject({
    exit: 0,
  })
  await here.federation.pass(3000)
  const answered = await type(['alert', 'show', act, '--lang', 'zh'], as('alt'))
  expect(answered.out).toContain('已接受')
  expect(answered.out).toContain('Passed on')
  const written = await type(['alert', 'export', act], as('alt'))
  await file('warning.xml', written.out)
  expect((await type(['alert', 'check', 'warning.xml', '--lang', 'en'])).out).toBe('✓ 0 errors, 0 warnings\n')
  const updated = await type(['alert', 'update', act, '--from', 'warning.xml', '--json'], as('alt'))
  expect(updated).toMatchObject({ exit: 0 })
  const next = Sent.parse(JSON.parse(updated.out)).act
  const over = await type(['alert', 'cancel', act, '--note', 'Over', '--lang', 'en'], as('alt'))
  expect(over).toMatchObject({ exit: 3 })
  expect(over.err).toContain('another has taken its place')
  expect(await type(['alert', 'cancel', next, '--note', 'Over'], as('alt'))).toMatchObject({ exit: 0 })
})

const Sent = z.looseObject({ act: z.string() })

test('P4 nobody cancels, replaces or accepts what another said, and an alert in another’s name goes nowhere', async () => {
  await using at = await hostileScene()
  const { bor, peer, federation } = at
  const alt = federation.house('alt')
  const label = { level: 'restricted', category: 'drones' }
  const sent = await alt.ask('duty', 'POST', '/api/v1/alerts', {
    ...label,
    to: ['bor', 'cas'],
    info: [block(later(federation.time.now()))],
  })
  await federation.pass(4000)
  const { alert } = z
    .looseObject({ alert: z.record(z.string(), z.unknown()) })
    .parse((await bor.ask('duty', 'GET', `/api/v1/alerts/${sent.json.act}`)).json)
  const said = (change: object, follows: readonly string[]) => ({
    statement: (honest: Statement): Statement => ({
      ...honest,
      kind: 'alert.cancel/1' as Kind,
      refs: follows as readonly ActId[],
      label: { ...label, handling: [] },
      body: { title: 'Over', follows, alert: { ...alert, sent: capTimeOf(honest.at), ...change } },
    }),
  })
  const references = `${String(alert['sender'])},${String(alert['identifier'])},${String(alert['sent'])}`
  const cancels = { sender: 'duty@cas', identifier: 'cas-1', msgType: 'Cancel', references }
  const forged = await peer.send(said({ ...cancels, sender: 'duty@alt' }, [sent.json.act]))
  const cancelled = await peer.send(said(cancels, [sent.json.act]))
  const accepted = await peer.send({
    statement: (honest) => ({
      ...honest,
      kind: 'alert.answer/1' as Kind,
      refs: [sent.json.act as ActId],
      body: { act: sent.json.act, outcome: 'accepted' },
    }),
  })
  await federation.pass(6000)
  expect((await bor.ask('duty', 'GET', `/api/v1/alerts/${forged}`)).status).toBe(404)
  // What it says of its own name is there, and is of no effect upon what is another's.
  expect((await bor.ask('duty', 'GET', `/api/v1/acts/${cancelled}`)).json).toMatchObject({ state: 'admitted' })
  expect((await bor.ask('duty', 'GET', `/api/v1/acts/${accepted}`)).json).toMatchObject({ state: 'admitted' })
  expect(await show(bor, sent.json.act)).toMatchObject({
    state: 'live',
    parties: { bor: { clock: { state: 'waiting' } } },
  })
  expect((await show(bor, sent.json.act)).parties['bor']?.answer).toBeUndefined()
  expect((await bor.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
})

const later = (now: Instant): string => capTimeOf(addMs(now, 120 * minuteMs))
