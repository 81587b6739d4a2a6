import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { requestWords } from '#protocol/acts/join-request.ts'
import { requestOf } from '#charter/testing/join.ts'
import { scene, type Scene } from './scene.ts'

let at: Scene
beforeAll(async () => {
  at = await scene()
})
afterAll(() => at[Symbol.asyncDispose]())

const label = { level: 'confidential', category: 'drones' }
const Health = z.object({ checks: z.array(z.looseObject({ says: z.string() })) })

test('console: the test bench says what the preview of an officer says, and for another sender what that one would be told', async () => {
  const wish = { ...label, to: ['alt', 'cas'] }
  const preview = await at.bor.ask('liaison', 'POST', '/api/v1/preview', wish)
  const { recipients } = preview.json
  expect((await at.bor.ask('admin', 'POST', '/api/v1/charter/bench', wish)).json).toMatchObject({
    author: 'bor',
    recipients,
    secondOfficer: true,
  })
  const elsewhere = await at.cas.ask('treaty', 'POST', '/api/v1/charter/bench', { ...wish, author: 'bor' })
  expect(elsewhere.json).toMatchObject({ author: 'bor', recipients })
  // An alert goes out under one signature, whatever its level.
  const alert = await at.bor.ask('duty', 'POST', '/api/v1/charter/bench', { ...wish, of: 'alert' })
  expect(alert.json).toMatchObject({ recipients: recipients.map(({ party }) => ({ party })), secondOfficer: false })
  const request = await at.bor.ask('duty', 'POST', '/api/v1/charter/bench', { ...wish, of: 'request' })
  expect(request.json).toMatchObject({ recipients: recipients.map(({ party }) => ({ party })), secondOfficer: true })
  const past = await at.bor.ask('admin', 'POST', '/api/v1/charter/bench', { ...wish, at: '1999-01-01T00:00:00.000Z' })
  expect(past.json).toMatchObject({ recipients: [{ refusal: { code: 'author-standing' } }, { allowed: false }] })
})

test('console: a request to join is read by whoever was told its words, and by nobody else', async () => {
  const { id } = at.federation.coalition.charter
  const uzb = await at.federation.candidate('uzb', (await at.alt.ask('treaty', 'GET', '/api/v1/charter/file')).bytes)
  const request = await requestOf(at.federation.keyring(uzb.party), { coalition: id, at: at.federation.time.now() })
  const read = (words: string, account = 'treaty') =>
    at.alt.ask(account, 'POST', '/api/v1/charter/requests', { request, words })
  expect((await read(requestWords(request).toUpperCase().replaceAll('-', ' '))).json).toMatchObject({
    party: 'uzb',
    words: requestWords(request),
    journalOrigin: expect.stringContaining('/uzb/'),
    standings: expect.arrayContaining([expect.objectContaining({ name: 'member' })]),
  })
  const differing = await read('babab-babab-babab-babab-babab-babab-babab-babab')
  expect([differing.status, differing.json]).toMatchObject([422, { code: 'words-differ' }])
  expect((await read(requestWords(request), 'admin')).status).toBe(403)
})

test('console: what the doctor finds comes with its sentence in the reader’s language', async () => {
  const { checks } = Health.parse((await at.bor.ask('admin', 'GET', '/api/v1/doctor')).json)
  expect(checks.length).toBeGreaterThan(2)
  expect(checks.filter(({ says }) => says === '' || says.startsWith('cli.'))).toEqual([])
})

test('console: no node but one of a demo has a route that damages or mends what it stores', async () => {
  const { routes = [] } = at.bor.node?.api ?? {}
  expect(routes.length).toBeGreaterThan(30)
  expect(routes.filter(({ path }) => path.startsWith('/demo'))).toEqual([])
  for (const verb of ['tamper', 'mend'])
    expect((await at.bor.ask('admin', 'POST', `/demo/v1/${verb}/bor`, {})).status).toBe(404)
  expect((await at.bor.ask('admin', 'GET', '/api/v1/door')).json).not.toHaveProperty('demo')
})
