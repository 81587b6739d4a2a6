import { expect, test } from 'vitest'
import { z } from 'zod'
import { addMs } from '#kernel/instant.ts'
import type { House } from './federation.ts'
import { arrived, everyRound, scene, type Scene } from './scene.ts'
import { typing } from './typing.ts'

const Asked = z.looseObject({
  state: z.string(),
  steps: z.array(z.object({ step: z.string(), at: z.string() })),
  clock: z.looseObject({ state: z.string(), dueAt: z.string(), step: z.string().optional() }),
  clarifications: z.array(z.looseObject({ act: z.string(), text: z.string() })),
  answers: z.array(z.looseObject({ act: z.string(), text: z.string(), label: z.looseObject({ level: z.string() }) })),
})
const Request = z.looseObject({
  act: z.string(),
  state: z.string(),
  endedAt: z.string().optional(),
  parties: z.record(z.string(), Asked),
})
type Request = z.infer<typeof Request>
const Page = z.object({ items: z.array(Request), next: z.string().optional() })

const label = { level: 'restricted', category: 'border' }
const dayMs = 86_400_000
const wish = ({ federation }: Scene, to: readonly string[]) => ({
  ...label,
  to,
  title: 'Drones over crossing 12',
  question: 'Which types were seen between 1 and 20 November?',
  use: 'A joint warning to the border services.',
  legalBasis: 'Article 4 of the exchange agreement',
  needBy: addMs(federation.time.now(), dayMs),
  zone: 'Asia/Almaty',
  organs: [{ party: to[0], organ: 'Border service' }],
})

const send = async (house: House, body: object) => (await house.ask('liaison', 'POST', '/api/v1/rfis', body)).json
const show = async (house: House, act: string): Promise<Request> =>
  Request.parse((await house.ask('duty', 'GET', `/api/v1/rfis/${act}`)).json)
const say = (house: House, act: string, path: string, body: object = {}) =>
  house.ask('liaison', 'POST', `/api/v1/rfis/${act}/${path}`, body)
const approve = (house: House, officer: string, draft: string) =>
  house.ask(officer, 'POST', `/api/v1/rfi-drafts/${draft}/approve`)
const codeOf = async (said: ReturnType<typeof say>) => (await said).json.code

test('P1 a request is acknowledged, clarified, answered and closed between two states, and the third sees nothing of it', async () => {
  await using at = await scene()
  const { alt, bor, cas, federation } = at
  const before = await listening(cas)
  const { act } = await send(alt, wish(at, ['bor']))
  await federation.pass(arrived)
  expect(await show(bor, act)).toMatchObject({ state: 'sent', parties: { bor: { clock: { state: 'running' } } } })
  expect((await say(bor, act, 'acknowledge')).status).toBe(201)
  expect(await codeOf(say(bor, act, 'acknowledge'))).toBe('rfi-step')
  expect(await codeOf(say(alt, act, 'acknowledge'))).toBe('rfi-not-asked')
  expect(await codeOf(say(alt, act, 'close'))).toBe('rfi-open')
  expect((await say(bor, act, 'clarifications', { text: 'Which side of the crossing?' })).status).toBe(201)
  expect(await codeOf(say(bor, act, 'clarifications', { text: 'And when?' }))).toBe('rfi-step')
  await federation.pass(arrived)
  expect(await show(alt, act)).toMatchObject({
    state: 'clarification',
    parties: { bor: { clock: { state: 'stopped' } } },
  })

  // The clock stands still until it is clarified, and both sides count alike.
  await federation.pass(everyRound)
  const due = (await show(alt, act)).parties['bor']?.clock.dueAt ?? ''
  expect((await say(alt, act, 'clarify/bor', { text: 'The northern one.' })).status).toBe(201)
  await federation.pass(arrived)
  const [here, there] = [await show(alt, act), await show(bor, act)]
  expect(here.parties['bor']?.clock).toMatchObject({ state: 'running', dueAt: due })
  expect(there.parties['bor']?.clock).toEqual(here.parties['bor']?.clock)
  expect(due > addMs(federation.time.now(), dayMs - 2 * everyRound)).toBe(true)
  expect((await say(bor, act, 'answer', { text: 'Two types so far.', partial: true })).status).toBe(201)
  await federation.pass(1000)
  const whole = { text: 'Three types.', level: 'confidential', category: 'border', title: 'Types seen' }
  const { title: _, ...untitled } = whole
  expect((await say(bor, act, 'answer', untitled)).status).toBe(400)
  const held = await say(bor, act, 'answer', whole)
  expect([held.status, held.json.state]).toEqual([202, 'pending'])
  expect((await show(bor, act)).state).toBe('partial')
  expect(await codeOf(approve(bor, 'liaison', held.json.draft))).toBe('same-officer')
  expect((await approve(bor, 'liaison2', held.json.draft)).status).toBe(201)
  expect(await codeOf(approve(bor, 'liaison2', held.json.draft))).toBe('already-approved')
  expect(await codeOf(say(bor, act, 'refuse', { ground: 'law' }))).toBe('rfi-step')
  await federation.pass(arrived)
  expect(await show(alt, act)).toMatchObject({
    state: 'answered',
    parties: {
      bor: {
        clock: { state: 'done' },
        answers: [{ text: 'Two types so far.' }, { text: 'Three types.', label: { level: 'confidential' } }],
      },
    },
  })
  expect((await say(alt, act, 'close')).status).toBe(201)
  expect(await codeOf(say(alt, act, 'withdraw', { reason: 'Late' }))).toBe('rfi-over')
  await federation.pass(arrived)
  for (const house of [alt, bor]) {
    const { state, endedAt, parties } = await show(house, act)
    expect([state, endedAt !== undefined]).toEqual(['closed', true])
    expect(parties['bor']?.steps.map(({ step }) => step)).toEqual(['acknowledged', 'partial', 'answered'])
    expect((await house.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
  }
  const found = (await alt.ask('liaison', 'GET', '/api/v1/search?q=types')).json.items
  expect(found.map(({ name }) => name).toSorted()).toEqual([
    'Drones over crossing 12',
    'Drones over crossing 12',
    'Types seen',
  ])
  expect(await listening(cas)).toEqual(before)
  expect((await cas.ask('duty', 'GET', `/api/v1/rfis/${act}`)).status).toBe(404)
})

/** What an officer is shown who was not asked. */
async function listening(house: House) {
  const paths = ['/api/v1/rfis', '/api/v1/acts', '/api/v1/search?q=crossing', '/api/v1/search?q=types']
  return Promise.all(paths.map(async (path) => (await house.ask('liaison', 'GET', path)).json.items))
}

test('domain 3: each of several parties asked is seen by who asks, and by itself alone; one refuses with a ground, another is overdue and goes up the ladder of the coalition', async () => {
  const ladder = [
    { step: 'deputy', afterMs: 0 },
    { step: 'minister', afterMs: 2 * arrived },
  ]
  await using at = await scene({ change: (profile) => ({ ...profile, requests: { ladder } }) })
  const { alt, bor, cas, federation } = at
  const needBy = addMs(federation.time.now(), 3 * arrived)
  const { act } = await send(alt, { ...wish(at, ['bor', 'cas']), needBy })
  await federation.pass(arrived)
  expect((await say(cas, act, 'accept', { note: 'Within the day' })).status).toBe(201)
  expect((await say(bor, act, 'refuse', { ground: 'disproportionate', note: 'Two narrower questions' })).status).toBe(
    201,
  )
  expect((await say(bor, act, 'refuse', {})).status).toBe(400)
  await federation.pass(2 * arrived)
  const seen = await show(alt, act)
  expect(seen).toMatchObject({
    state: 'accepted',
    parties: {
      bor: { state: 'refused', ground: 'disproportionate', note: 'Two narrower questions', clock: { state: 'done' } },
      cas: { state: 'accepted', clock: { state: 'overdue', step: 'deputy' } },
    },
  })
  await federation.pass(2 * arrived)
  expect((await show(cas, act)).parties['cas']?.clock).toMatchObject({ state: 'escalated', step: 'minister' })
  expect(Object.keys((await show(bor, act)).parties)).toEqual(['bor'])
  expect((await say(alt, act, 'withdraw', { reason: 'Known by now' })).status).toBe(201)
  await federation.pass(arrived)
  expect(await show(cas, act)).toMatchObject({ state: 'withdrawn', reason: 'Known by now' })
  expect(await codeOf(say(cas, act, 'answer', { text: 'Late' }))).toBe('rfi-over')
  const listed = Page.parse((await bor.ask('analyst', 'GET', '/api/v1/rfis?limit=1')).json)
  expect(listed.items.map((item) => item.act)).toEqual([act])
})

test('domain: a request names a moment to come in a zone that there is, and organs of parties asked; it rests on an agreement', async () => {
  await using at = await scene({ ms: 0 })
  const { alt, federation } = at
  const whole = wish(at, ['bor'])
  const code = async (change: object) => (await send(alt, { ...whole, ...change })).code
  expect(await code({ needBy: federation.time.now() })).toBe('rfi-need-by')
  expect(await code({ zone: 'Asia/Nowhere' })).toBe('rfi-zone')
  expect(await code({ organs: [{ party: 'cas', organ: 'Customs' }] })).toBe('rfi-asked')
  expect(await code({ level: 'secret' })).toBe('level-above-ceiling')
  expect((await alt.ask('analyst', 'POST', '/api/v1/rfis', whole)).status).toBe(403)
})

test('C3 an officer asks, acknowledges, clarifies, answers, refuses and closes from the command line, in his language', async () => {
  await using here = await scene()
  const { type } = await typing(here)
  const typed = async (party: string, line: string, ...words: readonly string[]) => {
    const printed = await type([...line.split(' '), ...words], { as: `${party}/duty`, env: { NO_COLOR: '1' } })
    return { ...printed, text: printed.out + printed.err }
  }
  const words = ['--title', 'Drones', '--question', 'Which types?', '--use', 'A warning', '--legal-basis', 'Article 4']
  const organs = ['--organs', 'bor/Border service', '--zone', 'Asia/Almaty', '--need-by', '2026-11-25 13:00Z']
  const kept = (
    await typed('alt', 'rfi send --to bor --level open --category border --hold --json', ...words, ...organs)
  ).out
  const { draft } = z.object({ draft: z.string() }).parse(JSON.parse(kept))
  expect((await typed('alt', 'rfi drafts --lang en')).text).toContain(draft)
  expect((await typed('alt', `rfi approve ${draft}`)).exit).toBe(3)
  expect((await typed('alt', `rfi reject ${draft}`)).exit).toBe(0)
  const line = 'rfi send --to bor,cas --level restricted --category border --json'
  const { act } = z.object({ act: z.string() }).parse(JSON.parse((await typed('alt', line, ...words, ...organs)).out))
  expect((await typed('alt', line, ...words, ...organs.with(1, 'bor'))).exit).toBe(2)
  expect((await typed('alt', line, ...words, ...organs.with(5, '2026-11-01'))).exit).toBe(2)
  await here.federation.pass(arrived)
  expect((await typed('bor', `rfi ack ${act}`)).exit).toBe(0)
  expect((await typed('bor', `rfi ask ${act} --text Where?`)).exit).toBe(0)
  expect((await typed('cas', `rfi accept ${act} --note Soon`)).exit).toBe(0)
  await here.federation.pass(arrived)
  expect((await typed('alt', 'rfi list --lang zh')).text).toContain('待澄清')
  expect((await typed('alt', `rfi clarify ${act} --party bor --text North`)).exit).toBe(0)
  expect((await typed('alt', `rfi close ${act}`)).exit).toBe(3)
  await here.federation.pass(arrived)
  expect((await typed('bor', `rfi answer ${act} --text Two --partial`)).exit).toBe(0)
  expect((await typed('bor', `rfi answer ${act} --level open --category border --text Three`)).exit).toBe(2)
  expect((await typed('cas', `rfi refuse ${act} --ground law --note Statute`)).exit).toBe(0)
  await here.federation.pass(arrived)
  const shown = (await typed('alt', `rfi show ${act} --lang ru`)).text
  expect(shown).toContain('2026-11-25 13:00Z (2026-11-25 18:00 Asia/Almaty)')
  for (const word of ['bor просит уточнить: Where?', 'уточнено: North', 'частичный ответ', 'закон, Statute', 'Two']) {
    expect(shown).toContain(word)
  }
  expect((await typed('alt', `rfi close ${act}`)).exit).toBe(0)
  expect((await typed('alt', `rfi withdraw ${act} --reason Late`)).exit).toBe(3)
})
