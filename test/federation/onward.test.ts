import { expect, test } from 'vitest'
import { z } from 'zod'
import { addMs } from '#kernel/instant.ts'
import type { ActId, Kind, Statement } from '#protocol/act/statement.ts'
import type { House } from './federation.ts'
import { asking } from './rfi-wish.ts'
import { arrived, hostileScene, scene, type Scene } from './scene.ts'
import { typing } from './typing.ts'

const label = { level: 'restricted', category: 'border', title: 'Drones' }
const Onward = z.looseObject({
  act: z.string(),
  state: z.string(),
  passings: z.array(z.looseObject({ act: z.string(), to: z.array(z.string()), covered: z.boolean() })),
})

const post = async (house: House, path: string, body: object = {}) =>
  (await house.ask('liaison', 'POST', `/api/v1/${path}`, body)).json
const show = async (house: House, act: string) =>
  Onward.parse((await house.ask('duty', 'GET', `/api/v1/onward/${act}`)).json)
const passed = async (house: House) => (await house.ask('duty', 'GET', '/api/v1/passings')).json.items

/** What `bor` answered to `alt`. */
async function answered({ alt, bor, federation }: Scene): Promise<string> {
  const { act: request } = (await asking(alt, 'bor', label)).json
  await federation.pass(arrived)
  const { act } = await post(bor, `rfis/${request}/answer`, { text: 'Three types.' })
  await federation.pass(arrived)
  return act
}

test('SG-04 what was given in answer goes on only with its owner’s consent, to those he names and until he withdraws it, and he is told', async () => {
  await using at = await scene()
  const { alt, bor, cas, federation } = at
  const answer = await answered(at)
  expect((await post(bor, `rfi-answers/${answer}/onward`, { to: ['cas'], use: 'u' })).code).toBe('onward-own')
  expect((await post(alt, `rfi-answers/${answer}/onward`, { to: ['bor'], use: 'u' })).code).toBe('onward-to')
  expect((await post(cas, `rfi-answers/${answer}/onward`, { to: ['alt'], use: 'u' })).code).toBe('not-found')
  const { act } = await post(alt, `rfi-answers/${answer}/onward`, { to: ['cas', 'sec'], use: 'A warning' })
  expect((await post(alt, `onward/${act}/pass`)).code).toBe('onward-consent')
  expect((await post(alt, `onward/${act}/grant`)).code).toBe('not-originator')
  await federation.pass(arrived)
  expect((await post(bor, `onward/${act}/deny`, { note: 'Not yet' })).act).toBeDefined()
  const until = addMs(federation.time.now(), 4 * arrived)
  expect((await post(bor, `onward/${act}/grant`, { to: ['cas'], until })).act).toBeDefined()
  expect((await post(bor, `onward/${act}/grant`)).code).toBe('onward-state')
  expect(await passed(cas)).toEqual([])
  await federation.pass(arrived)
  const { act: gone } = await post(alt, `onward/${act}/pass`)
  await federation.pass(arrived)
  expect(await passed(cas)).toMatchObject([{ act: gone, author: 'alt', owner: 'bor', text: 'Three types.' }])
  for (const house of [alt, bor]) {
    expect(await show(house, act)).toMatchObject({
      state: 'granted',
      given: { title: 'Drones', text: 'Three types.' },
      grantedTo: ['cas'],
      passings: [{ act: gone, to: ['bor', 'cas'], covered: true }],
    })
  }
  expect((await cas.ask('duty', 'GET', `/api/v1/onward/${act}`)).status).toBe(404)

  // No longer than its owner said, nor after he has taken it back; what was passed on stays where it is.
  await federation.pass(2 * arrived + 1)
  expect((await post(alt, `onward/${act}/pass`)).code).toBe('onward-consent')
  const { act: again } = await post(alt, `rfi-answers/${answer}/onward`, { to: ['cas'], use: 'A second warning' })
  await federation.pass(arrived)
  await post(bor, `onward/${again}/grant`)
  await federation.pass(arrived)
  expect((await show(alt, again)).state).toBe('granted')
  await post(bor, `onward/${again}/revoke`, { note: 'The case is closed' })
  await federation.pass(arrived)
  expect((await post(alt, `onward/${again}/pass`)).code).toBe('onward-consent')
  for (const house of [alt, bor, cas]) {
    expect((await house.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
  }
})

test('SG-04 where the label asks for a second officer, a request, an answer and what passes it on wait for one of another desk', async () => {
  await using at = await scene({ change: (profile) => ({ ...profile, secondOfficerFrom: 'restricted' }) })
  const { alt, bor, cas, federation } = at
  const approved = async (house: House, { draft }: { readonly draft: string }): Promise<string> => {
    expect((await post(house, `rfi-drafts/${draft}/approve`)).code).toBe('same-officer')
    const { status, json } = await house.ask('liaison2', 'POST', `/api/v1/rfi-drafts/${draft}/approve`)
    expect(status).toBe(201)
    await federation.pass(arrived)
    return json.act
  }
  const request = await approved(alt, (await asking(alt, 'bor', label)).json)
  const answer = await approved(bor, await post(bor, `rfis/${request}/answer`, { text: 'Three types.' }))
  const { act } = await post(alt, `rfi-answers/${answer}/onward`, { to: ['cas'], use: 'A warning' })
  await federation.pass(arrived)
  await post(bor, `onward/${act}/grant`)
  await federation.pass(arrived)
  const held = await post(alt, `onward/${act}/pass`)
  const { items } = (await alt.ask('liaison2', 'GET', '/api/v1/rfi-drafts')).json
  expect(items).toMatchObject([{ draft: held.draft, kind: 'passing', title: 'Drones' }])
  expect(await passed(cas)).toEqual([])
  const gone = await approved(alt, held)
  expect(await passed(cas)).toMatchObject([{ act: gone, owner: 'bor' }])
  expect((await alt.ask('duty', 'GET', `/api/v1/acts/${gone}`)).json.statement.officers.length).toBe(2)
  // What waits is not sent any more once its owner has taken his consent back.
  const late = await post(alt, `onward/${act}/pass`)
  await post(bor, `onward/${act}/revoke`)
  await federation.pass(arrived)
  const refused = await alt.ask('liaison2', 'POST', `/api/v1/rfi-drafts/${late.draft}/approve`)
  expect(refused.json.code).toBe('onward-consent')
})

test('SG-04 an act that passes on an answer behind its owner’s back is refused by whoever it is sent to; one that he is told of and did not allow is shown to him as such', async () => {
  await using at = await hostileScene()
  const { alt, bor, peer, federation } = at
  const { act: request } = (await asking(alt, 'bor', label)).json
  await federation.pass(arrived)
  const { act: answer } = await post(bor, `rfis/${request}/answer`, { text: 'Three types.' })
  const body = { answer, owner: 'alt', consent: answer, title: 't', text: 'Three types.', use: 'u' }
  const said = (owner: string) => ({
    statement: (honest: Statement): Statement => ({
      ...honest,
      kind: 'onward.passing/1' as Kind,
      refs: [answer as ActId],
      label: {
        level: 'restricted',
        category: 'border',
        handling: [],
        purpose: 'information',
        basis: 'exchange-1',
        reviewBy: addMs(honest.at, 1_000_000_000),
      },
      body: { ...body, owner },
    }),
  })
  const behind = await peer.send(said('alt'))
  const told = await peer.send(said('bor'))
  await federation.pass(arrived)
  expect((await passed(bor)).map(({ act }) => act)).toEqual([told])
  expect((await bor.ask('liaison', 'GET', `/api/v1/acts/${behind}`)).status).toBe(404)
})

test('C3 consent is asked, given and used from the command line, in one’s language', async () => {
  await using at = await scene()
  const { type } = await typing(at)
  const typed = async (party: string, line: string, ...words: readonly string[]) =>
    type([...line.split(' '), ...words], { as: `${party}/duty`, env: { NO_COLOR: '1' } })
  const answer = await answered(at)
  expect((await typed('alt', `onward ask ${answer} --to cas --use`, 'A warning')).exit).toBe(0)
  await at.federation.pass(arrived)
  const { items } = (await at.bor.ask('duty', 'GET', '/api/v1/onward')).json
  const act = items[0]?.act ?? ''
  expect((await typed('bor', 'onward list --lang ru')).out).toContain('согласие запрошено')
  expect((await typed('alt', `onward pass ${act}`)).exit).toBe(3)
  expect((await typed('bor', `onward deny ${act} --note No`)).exit).toBe(0)
  expect((await typed('bor', `onward grant ${act} --to cas --until 2027-01-01`)).exit).toBe(0)
  await at.federation.pass(arrived)
  expect((await typed('alt', `onward pass ${act}`)).exit).toBe(0)
  await at.federation.pass(arrived)
  expect((await typed('bor', `onward show ${act} --lang zh`)).out).toContain('已转交 bor、cas')
  expect((await typed('cas', 'onward passed --lang en')).out).toContain('alt passes on of bor: Drones')
  expect((await typed('bor', `onward revoke ${act}`)).exit).toBe(0)
  expect((await typed('bor', `onward revoke ${act}`)).exit).toBe(3)
})
