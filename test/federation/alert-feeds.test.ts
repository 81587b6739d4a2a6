import { expect, test } from 'vitest'
import { block, desks, minuteMs } from './alert-desks.ts'
import { addAccount } from './scene.ts'
import type { House } from './federation.ts'

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
