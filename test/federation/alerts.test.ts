import { expect, test } from 'vitest'
import { z } from 'zod'
import { decodeUtf8 } from '#kernel/bytes.ts'
import { addMs } from '#kernel/instant.ts'
import { readCapXml } from '#protocol/cap/xml-read.ts'
import { foundedAt } from '#charter/testing/demo-coalition.ts'
import { block, desks, later, minuteMs, show, shown, text } from './alert-desks.ts'
import { addAccount, scene } from './scene.ts'
import { typing } from './typing.ts'

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

test('P1 an update and a cancellation reach whoever had the alert and may be told, and are said once', async () => {
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
  const alone = (await alt.ask('duty', 'POST', '/api/v1/alerts', { ...wish, to: ['bor'], info })).json
  await federation.pass(minuteMs)
  // An update reaches who may still be told; who may not is told that the alert is over, and nothing more.
  const newer = [{ ...info[0], headline: 'Turned back' }]
  const update = (of: string) => alt.ask('duty', 'POST', `/api/v1/alerts/${of}/update`, { info: newer, note: 'Turned' })
  const updated = await update(act)
  expect(updated.json).toMatchObject({
    recipients: [
      { party: 'cas', state: 'queued' },
      { party: 'bor', state: 'over', rule: 'protocol 9: agreement in force' },
    ],
  })
  // Whom it would tell to nobody is not sent: it is cancelled.
  expect((await update(alone.act)).json).toMatchObject({ code: 'agreement-not-in-force' })
  const cancel = (of: string) => alt.ask('duty', 'POST', `/api/v1/alerts/${of}/cancel`, { note: 'Over' })
  const both = await Promise.all([cancel(alone.act), cancel(alone.act)])
  expect(both.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 409])
  await federation.pass(4000)
  expect(await show(alt, act)).toMatchObject({ state: 'updated', followedBy: updated.json.act })
  expect(await show(cas, act)).toMatchObject({ state: 'updated', followedBy: updated.json.act })
  expect(await show(bor, act)).toMatchObject({ state: 'cancelled' })
  expect(JSON.stringify(await shown(bor))).not.toContain('Turned')
  for (const house of [alt, bor]) expect(await show(house, alone.act)).toMatchObject({ state: 'cancelled' })
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
  expect((await type(['alert', 'feed', '--format', 'rss'], as('alt'))).out).toContain('<title>Drones</title>')
  const updated = await type(['alert', 'update', act, '--from', 'warning.xml', '--json'], as('alt'))
  expect(updated).toMatchObject({ exit: 0 })
  const next = Sent.parse(JSON.parse(updated.out)).act
  const over = await type(['alert', 'cancel', act, '--note', 'Over', '--lang', 'en'], as('alt'))
  expect(over).toMatchObject({ exit: 3 })
  expect(over.err).toContain('another has taken its place')
  expect(await type(['alert', 'cancel', next, '--note', 'Over'], as('alt'))).toMatchObject({ exit: 0 })
})

const Sent = z.looseObject({ act: z.string() })
