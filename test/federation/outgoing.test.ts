import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { mail } from '#platform/outgoing/mail.ts'
import type { Message } from '#platform/outgoing/adapter.ts'
import { webhook } from '#platform/outgoing/webhook.ts'
import { block, desks } from './alert-desks.ts'
import { everyRound } from './scene.ts'
import { mailServer } from './mail-server.ts'
import { typing } from './typing.ts'

const key = Buffer.alloc(32, 7)
const secret = `whsec_${key.toString('base64')}`

interface Posted {
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A receiver of webhooks on loopback that answers with one status after another, and then with 204. */
async function receiver(...statuses: number[]) {
  const posted: Posted[] = []
  let arrived = () => {}
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece))
    request.on('end', () => {
      posted.push({ headers: request.headers, body })
      response.writeHead(statuses.shift() ?? 204, { location: 'http://127.0.0.1:1/' }).end()
      arrived()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    posted,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`,
    async until(count: number): Promise<void> {
      while (posted.length < count) await new Promise<void>((resolve) => (arrived = resolve))
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const Event = z.object({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string(),
  type: z.string(),
  subject: z.string(),
  time: z.string(),
  datacontenttype: z.literal('application/json'),
  data: z.record(z.string(), z.union([z.string(), z.number()])),
})

test('domain 1 an alert and an answer that is late go out once each, signed, with ids alone, and are tried again until they are taken', async () => {
  await using hooks = await receiver(500, 302)
  await using letters = await mailServer()
  await using at = await desks()
  const { alt, bor, federation, label, inMinutes } = at
  const words = (key_: string, { type, data }: Message) => `${key_} ${type} ${data['step']} Учение`
  const address = {
    host: '127.0.0.1',
    port: letters.port,
    tls: 'off',
    from: 'tamga@bor.test',
    to: ['duty@bor.test'],
  } as const
  bor.outgoing = [
    webhook({ name: 'webhook-siren', url: hooks.url, secret, fetch, clock: federation.time }),
    mail({ name: 'mail-duty', ...address, user: 'desk', password: 'a:b', words }),
  ]
  await bor.stop()
  await bor.start()
  await federation.pass(1000)
  const wish = { ...label, to: ['bor'], info: [block(inMinutes(300))] }
  const letter = letters.next()
  const { act } = (await alt.ask('duty', 'POST', '/api/v1/alerts', wish)).json
  await federation.pass(3000)
  await hooks.until(1)
  const written = await letter
  expect(letters.said).toContain(`AUTH PLAIN ${Buffer.from('\0desk\0a:b').toString('base64')}`)
  expect(letters.said).toContain('RCPT TO:<duty@bor.test>')
  expect(written).toMatch(/^Date: \w{3}, \d+ \w{3} \d{4} [\d:]{8} \+0000\r\nFrom: <tamga@bor\.test>/u)
  expect(Buffer.from(written.split('\r\n\r\n')[1] ?? '', 'base64').toString()).toBe(
    'text alert.received received Учение',
  )

  // Refused, then sent elsewhere, which nobody follows; the third time it is taken. It is the same message.
  await federation.pass(6000)
  await hooks.until(2)
  await federation.pass(1000)
  federation.time.step(30_000)
  await federation.pass(everyRound)
  await hooks.until(3)
  for (const { headers, body } of hooks.posted) {
    const [id, timestamp] = [headers['webhook-id'], headers['webhook-timestamp']]
    const signed = createHmac('sha256', key)
      .update(`${String(id)}.${String(timestamp)}.${body}`)
      .digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${signed}`)
    expect(headers['content-type']).toContain('application/cloudevents+json')
    const event = Event.parse(JSON.parse(body))
    expect(event).toMatchObject({ id, type: 'tamga.alert.received', subject: act, source: '/tamga/demo/bor' })
    expect(Object.keys(event.data).toSorted()).toEqual(['act', 'dueAt', 'party', 'rung', 'step'])
  }
  expect(new Set(hooks.posted.map(({ headers }) => headers['webhook-id'])).size).toBe(1)

  // Of an exercise under another name; and whose answer is late.
  await alt.ask('duty', 'POST', '/api/v1/alerts', { ...wish, exercise: 'peace-27' })
  await federation.pass(4000)
  await hooks.until(4)
  federation.time.step(60_000)
  await federation.pass(everyRound)
  await hooks.until(6)
  await federation.pass(1000)
  const types = hooks.posted.slice(3).map(({ body }) => Event.parse(JSON.parse(body)).type)
  expect(types.toSorted()).toEqual([
    'tamga.alert.overdue',
    'tamga.exercise.alert.overdue',
    'tamga.exercise.alert.received',
  ])
  // The operator reads how it fared, and neither acts nor parties.
  const { type } = await typing(at)
  const list = await type(['outgoing', '--lang', 'en'], { as: 'bor/admin', env: { NO_COLOR: '1' } })
  expect(list.out.match(/webhook-siren/gu)).toHaveLength(4)
  expect(list.out).toMatch(/webhook-siren +alert\.received +sent +3/u)
  expect(list.out).not.toContain('act--')
  const pages = await type(['outgoing', '--limit', '3', '--json'], { as: 'bor/admin' })
  const first = z
    .object({ items: z.array(z.object({ id: z.string() })), next: z.string() })
    .parse(JSON.parse(pages.out))
  const rest = await type(['outgoing', '--limit', '50', '--after', first.next, '--json'], { as: 'bor/admin' })
  expect(first.items.length + JSON.parse(rest.out).items.length).toBe(8)
  expect((await bor.ask('duty', 'GET', '/api/v1/outgoing')).status).toBe(403)
})

const message: Message = {
  id: 'msg_1',
  source: '/tamga/demo/bor',
  type: 'alert.overdue',
  at: '2026-11-21T18:05:00.000Z' as Message['at'],
  subject: 'act--1',
  data: { act: 'act--1' },
}

test('a mailbox that is gone keeps no letter from the others', async () => {
  const words = () => 'Siren'
  const to = { host: '127.0.0.1', tls: 'off', from: 'a@b.test', name: 'm', words } as const
  const send = async (boxes: readonly string[]) => {
    await using server = await mailServer({
      'RCPT TO:<gone@d.test>': '550 nobody of that name',
      'RCPT TO:<full@d.test>': '452 no room',
      'RCPT TO:<moved@d.test>': '251 I hand it on',
    })
    const attempt = await mail({ ...to, to: boxes, port: server.port }).send(message, new AbortController().signal)
    return { ...attempt, letters: server.letters.length }
  }
  expect(await send(['gone@d.test', 'c@d.test'])).toEqual({ kind: 'sent', error: 'smtp-550', letters: 1 })
  expect(await send(['c@d.test', 'full@d.test'])).toEqual({ kind: 'sent', error: 'smtp-452', letters: 1 })
  expect(await send(['moved@d.test'])).toEqual({ kind: 'sent', letters: 1 })
  expect(await send(['gone@d.test', 'full@d.test'])).toEqual({ kind: 'again', error: 'smtp-452', letters: 0 })
  expect(await send(['gone@d.test', 'gone@d.test'])).toEqual({ kind: 'failed', error: 'smtp-550', letters: 0 })
})

test('what cannot get better is given up, and what may is tried again; neither takes longer than its signal', async () => {
  const words = () => '.a line that begins with a dot'
  const to = { host: '127.0.0.1', tls: 'off', from: 'a@b.test', to: ['c@d.test'], name: 'm', words } as const
  const send = async (answers: Readonly<Record<string, string>>, signal = new AbortController().signal) => {
    await using server = await mailServer(answers)
    return await mail({ ...to, port: server.port }).send(message, signal)
  }
  expect(await send({})).toEqual({ kind: 'sent' })
  expect(await send({ RCPT: '550 nobody of that name' })).toEqual({ kind: 'failed', error: 'smtp-550' })
  expect(await send({ MAIL: '451 later' })).toEqual({ kind: 'again', error: 'smtp-451' })
  expect(await send({ EHLO: `250 ${'x'.repeat(9000)}` })).toEqual({ kind: 'again', error: 'smtp-long' })
  expect(await send({}, AbortSignal.abort(new DOMException('', 'TimeoutError')))).toEqual({
    kind: 'again',
    error: 'timeout',
  })
  expect(await mail({ ...to, port: 1 }).send(message, new AbortController().signal)).toEqual({
    kind: 'again',
    error: 'ECONNREFUSED',
  })
  await using server = await mailServer()
  expect(await mail({ ...to, tls: 'starttls', port: server.port }).send(message, new AbortController().signal)).toEqual(
    {
      kind: 'again',
      error: 'smtp-starttls',
    },
  )
  await using hooks = await receiver(410)
  const clock = { now: () => message.at }
  const hook = webhook({ name: 'w', url: hooks.url, secret, fetch, clock })
  expect(await hook.send(message, new AbortController().signal)).toEqual({ kind: 'failed', error: 'status-410' })
  expect(() => webhook({ name: 'w', url: hooks.url, secret: 'whsec_short', fetch, clock })).toThrow('webhook-secret')
})
