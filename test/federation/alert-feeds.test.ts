import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { addMs, type Instant } from '#kernel/instant.ts'
import type { CapAlert } from '#protocol/cap/alert.ts'
import { capTimeOf } from '#protocol/cap/time.ts'
import { capXml } from '#protocol/cap/xml-write.ts'
import { block, desks, later, minuteMs } from './alert-desks.ts'
import type { House } from './federation.ts'
import { addAccount, scene } from './scene.ts'
import { typing } from './typing.ts'

/** A feed as a reader fetches it, who knows name and password alone. */
async function fetched(house: House, account: string, path: string, headers: Readonly<Record<string, string>> = {}) {
  const authorization = `Basic ${btoa(`${account}:${house.tokens.get(account) ?? account}`)}`
  const request = new Request(new URL(path, `http://${house.party}`), { headers: { authorization, ...headers } })
  const response = await house.node?.fetch(request)
  if (response === undefined) throw new TypeError(`${house.party} is down`)
  return { status: response.status, text: await response.text(), headers: response.headers }
}

const atom = '/api/v1/alert-feed.atom'

test('P1 RFC 4287 a feed tells each account the alerts that it may see, and of none that is over that it is live', async () => {
  await using at = await desks()
  const { alt, bor, cas, federation, label, inMinutes } = at
  const send = async (headline: string, minutes: number, more: object = {}) => {
    const info = [{ ...block(inMinutes(minutes)), headline }]
    const { json } = await alt.ask('duty', 'POST', '/api/v1/alerts', { ...label, to: ['bor'], info, ...more })
    return json.act
  }
  const nothing = await fetched(bor, 'taxii', atom)
  const lasting = await send('Drones lasting', 120)
  const short = await send('Drones short', 2)
  const wrong = await send('Drones wrong', 120)
  const drill = await send('Drones drilled', 120, { exercise: 'peace-27' })
  await federation.pass(4000)
  const { act: over } = (await alt.ask('duty', 'POST', `/api/v1/alerts/${wrong}/cancel`, { note: 'No' })).json
  await federation.pass(4000)

  const first = await fetched(bor, 'taxii', atom)
  expect(first.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
  expect(first.headers.get('cache-control')).toBe('private, no-cache')
  expect(first.text.match(/<title>.*<\/title>/gu)).toEqual([
    '<title>Alerts at bor</title>',
    '<title>[cancelled] Drones wrong</title>',
    '<title>Drones short</title>',
    '<title>Drones lasting</title>',
  ])
  expect(first.text).toContain(`<id>urn:tamga:${lasting}</id>`)
  expect(first.text.match(/<cap:identifier>/gu)).toHaveLength(2)
  // What was cancelled leads to what cancelled it; the same account reads it.
  expect(first.text).not.toContain(`/alerts/${wrong}/cap`)
  const cancel = await fetched(bor, 'taxii', `/api/v1/alerts/${over}/cap`)
  expect(cancel.text).toContain('<msgType>Cancel</msgType>')

  // Whoever has it already is told so, and what has ended is gone with a later date.
  const again = { 'if-none-match': first.headers.get('etag') ?? '' }
  expect(await fetched(bor, 'taxii', atom, again)).toMatchObject({ status: 304, text: '' })
  await at.sleep(2 * minuteMs)
  const later = await fetched(bor, 'taxii', atom, again)
  expect(later.text).not.toContain(short)
  expect(updatedOf(later.text) > updatedOf(first.text)).toBe(true)
  const page = await fetched(bor, 'taxii', `${atom}?limit=1`)
  const next = /<link rel="next"[^>]*href="(?<href>[^"]+)"/u.exec(page.text)?.groups?.['href'] ?? ''
  expect((await fetched(bor, 'taxii', next.replaceAll('&amp;', '&'))).text).toContain(lasting)

  // An exercise stands in a feed of its own, and every line of it says so.
  const drills = await fetched(bor, 'duty', '/api/v1/alert-feed.rss?mode=exercise', { 'accept-language': 'ru' })
  expect(drills.text).toContain('<title>УЧЕНИЕ peace-27: Drones drilled</title>')
  expect(drills.text).toContain(`<guid isPermaLink="false">urn:tamga:${drill}</guid>`)
  expect(first.text + later.text).not.toContain(drill)

  // Whom it was not sent to, and who is not cleared for it, is told what he was told when there was nothing.
  await addAccount(bor, { name: 'low', role: 'taxii', clearance: 'open' })
  expect((await fetched(bor, 'low', atom)).text).toBe(nothing.text)
  expect((await fetched(cas, 'taxii', atom)).text).toBe(nothing.text.replaceAll('bor', 'cas'))
  const stranger = await fetched(bor, 'nobody', atom)
  expect(stranger.status).toBe(401)
  expect(stranger.headers.get('www-authenticate')).toContain('Basic')
  expect((await fetched(bor, 'admin', atom)).status).toBe(403)
})

const updatedOf = (text: string): string => /<updated>([^<]+)<\/updated>/u.exec(text)?.[1] ?? ''

/** Messages of a weather service, as its feed brings them. */
const outside = (identifier: string, sent: Instant, change: Partial<CapAlert> = {}): CapAlert => ({
  identifier,
  sender: 'met@cas.example',
  sent: capTimeOf(sent),
  status: 'Actual',
  msgType: 'Alert',
  scope: 'Public',
  info: [{ ...block(later(sent)), category: ['Met'], urgency: 'Expected', severity: 'Severe', certainty: 'Likely' }],
  ...change,
})
const feedOf = (...alerts: readonly CapAlert[]): string => {
  const entries = alerts.map(
    (alert) => `<entry><content>${capXml(alert).replace(/^<\?xml[^>]*>/u, '')}</content></entry>`,
  )
  return `<feed xmlns="http://www.w3.org/2005/Atom">${entries.join('')}</feed>`
}
const named = ({ sender, identifier, sent }: CapAlert): string => `${sender},${identifier},${sent}`

test('CAP 3.2.1 the alerts of a feed are taken over once, and what its sender updates or cancels is updated or cancelled', async () => {
  await using here = await scene()
  const { type, file } = await typing(here)
  const now = here.federation.time.now()
  const alone = outside('storm-1', now)
  const first = outside('flood-1', now)
  const bring = async (name: string, text: string, ...more: readonly string[]) => {
    await file(name, text)
    const label = ['--to', 'bor', '--category', 'natural-hazards', '--level', 'restricted', '--json', '--lang', 'en']
    const { exit, out } = await type(['alert', 'import', name, ...label, ...more], { as: 'alt/duty' })
    return { exit, ...Imports.parse(JSON.parse(out)) }
  }
  const brought = await bring('feed.atom', feedOf(alone, first))
  expect(brought).toMatchObject({ exit: 0, counts: { sent: 2, known: 0 } })
  expect(await bring('feed.atom', feedOf(alone, first))).toMatchObject({ exit: 0, counts: { sent: 0, known: 2 } })
  // Who is told of what is his office's own word, and where it came from stands in it.
  await here.federation.pass(4000)
  const [{ act = '' } = {}, { act: flooded = '' } = {}] = brought.entries
  const seen = await here.bor.ask('duty', 'GET', `/api/v1/alerts/${act}`)
  expect(seen.json).toMatchObject({
    state: 'live',
    author: 'alt',
    origin: { sender: 'met@cas.example', identifier: 'storm-1' },
  })
  const shown = await type(['alert', 'show', act, '--lang', 'en'], { as: 'bor/duty' })
  expect(shown.out).toContain('Taken over from met@cas.example, storm-1: not signed.')

  // An update of its sender takes its place; nobody else's does, and an exercise does not either.
  const second = outside('flood-2', now, { msgType: 'Update', references: named(first) })
  const stranger = outside('flood-3', now, { msgType: 'Cancel', references: named(first), sender: 'x@y.example' })
  const drill = outside('flood-4', now, { msgType: 'Cancel', references: named(first), status: 'Test' })
  expect(await bring('more.atom', feedOf(second, stranger, drill))).toMatchObject({
    exit: 3,
    entries: [{ outcome: 'updated' }, { code: 'alert-unreferenced' }, { code: 'alert-unfit' }],
  })
  expect(await bring('test.xml', capXml(drill), '--test')).toMatchObject({ entries: [{ code: 'alert-unreferenced' }] })
  const over = outside('flood-5', now, { msgType: 'Cancel', references: named(second), note: 'Water falls' })
  expect(await bring('over.xml', capXml(over))).toMatchObject({ counts: { cancelled: 1 } })
  expect(await bring('over.xml', capXml(over))).toMatchObject({ exit: 0, counts: { known: 1 } })
  await here.federation.pass(4000)
  expect((await here.bor.ask('duty', 'GET', `/api/v1/alerts/${flooded}`)).json).toMatchObject({ state: 'updated' })
  expect((await fetched(here.bor, 'duty', atom)).text).toContain('[cancelled]')

  // What has ended is not taken over; and what was goes out again in a distribution.
  const ended = outside('storm-0', addMs(now, -300 * minuteMs))
  expect(await bring('ended.xml', capXml(ended))).toMatchObject({ entries: [{ code: 'alert-unfit' }] })
  const wrapped = await type(['alert', 'export', act, '--wrap', 'edxl-de'], { as: 'alt/duty' })
  await file('wrapped.xml', wrapped.out)
  const checked = await type(['alert', 'check', 'wrapped.xml', '--json'], { as: 'alt/duty' })
  expect(JSON.parse(checked.out)).toMatchObject({
    ok: true,
    alert: { source: 'met@cas.example,storm-1,' + capTimeOf(now) },
  })

  // Two who bring the same at once: one has done it.
  const wish = {
    level: 'restricted',
    category: 'natural-hazards',
    to: ['bor'],
    document: capXml(outside('hail-1', now)),
  }
  const both = await Promise.all([1, 2].map(() => here.alt.ask('duty', 'POST', '/api/v1/alerts/import', wish)))
  expect(both.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 409])
})

test('CAP 3.3.4.1 a signed alert is taken over with the verdict, what is false never, and what cannot be verified if the officer says so', async () => {
  await using here = await scene()
  const { alt, bor, federation } = here
  const vectors = Vectors.parse(JSON.parse(readFileSync('vectors/cap/signature.json', 'utf8')))
  const [rsa = '', ec = ''] = vectors.cases.map(({ document }) => document)
  const { publicKey: key } = new X509Certificate(vectors.certificates['met'] ?? '')
  const restarted = async (until: Instant) => {
    await alt.stop()
    alt.alertSigners = [{ name: 'met', key, from: addMs(until, -365 * 86_400_000), until }]
    await alt.start()
  }
  const label = { level: 'restricted', category: 'natural-hazards', to: ['bor'] }
  const bring = async (document: string, more: object = {}) =>
    (await alt.ask('duty', 'POST', '/api/v1/alerts/import', { ...label, document, ...more })).json
  const now = federation.time.now()
  await restarted(addMs(now, -minuteMs))
  expect(await bring(rsa)).toMatchObject({ code: 'alert-signature', params: { found: 'signer' } })
  await restarted(addMs(now, 60 * minuteMs))
  const sent = await bring(rsa)
  const false_ = rsa.replace('Severe', 'Minor').replace('storm-7', 'storm-9')
  expect(await bring(false_, { unverified: true })).toMatchObject({ params: { found: 'digest' } })
  expect(await bring(ec)).toMatchObject({ params: { found: 'signer' } })
  const unsigned = await bring(ec, { unverified: true })
  await federation.pass(4000)
  const origin = async (act: string) =>
    Origin.parse((await bor.ask('duty', 'GET', `/api/v1/alerts/${act}`)).json).origin
  expect(await origin(sent.act)).toMatchObject({ identifier: 'storm-7', signer: 'met' })
  expect(await origin(unsigned.act)).toEqual({
    sender: 'met@cas.example',
    identifier: 'storm-8',
    sent: '2026-11-21T18:05:00+03:00',
  })
  // Who only uses the sender's name cancels what he did not sign, and nothing that he did.
  const cancel = (identifier: string) => {
    const references = `met@cas.example,${identifier},2026-11-21T18:05:00+03:00`
    return bring(capXml(outside(`${identifier}-over`, now, { msgType: 'Cancel', references })))
  }
  expect(await cancel('storm-7')).toMatchObject({ code: 'alert-unreferenced' })
  expect(await cancel('storm-8')).toMatchObject({ outcome: 'cancelled' })
})

const Vectors = z.looseObject({
  certificates: z.record(z.string(), z.string()),
  cases: z.array(z.looseObject({ document: z.string() })),
})
const Origin = z.looseObject({ origin: z.record(z.string(), z.string()) })

const Imports = z.looseObject({
  entries: z.array(z.looseObject({ outcome: z.string(), act: z.string().optional(), code: z.string().optional() })),
  counts: z.record(z.string(), z.number()),
})
