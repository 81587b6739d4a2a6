import { expect, test } from 'vitest'
import { bundle, english, malware, setUp, sharedAct, toBor } from './testing/desk-setup.ts'

test('SR9 search --why shows of each find the place in the text and which words stand where, harmless for a terminal', async () => {
  const { type, act } = await sharedAct()
  const { out, exit } = await type(['search', 'Heron', '--why', ...english], { as: 'bor/analyst', answers: [] })
  expect(exit).toBe(0)
  expect(out).toContain(act.slice(0, 13))
  expect(out).toContain('alt  malware  Heron')
  expect(out).toContain('\u001b[32mdrones\u001b[39m')
  expect(out).not.toContain('\u001b[31m')
  expect(out).toContain('“drone”: “drones” in the description (forms of “dron”)')
})

test('SR8 search --facets shows how the finds divide, and says when not all are counted, in each language', async () => {
  const { type } = await sharedAct()
  const said = async (lang: string) =>
    (await type(['search', 'Heron', '--facets', '--lang', lang], { as: 'bor/analyst' })).out
  const told = await said('en')
  expect(told).toContain(malware.id)
  expect(told).toContain('More than 10,000 finds; counted are the newest 10,000')
  expect(told).toMatch(/Type +malware 9000/u)
  expect(told).toMatch(/Technique +T1000 1, .*T1011 1, … \+3$/mu)
  expect(told).not.toContain('Level')
  const russian = await said('ru')
  expect(russian).toContain('Больше 10\u00a0000 находок; посчитаны самые новые 10\u00a0000')
  expect(russian).toMatch(/^Тип +malware 9000$/mu)
  const chinese = await said('zh')
  expect(chinese).toContain('超过 10,000 项；只统计最新的 10,000 项')
  expect(chinese).toMatch(/^类型 +malware 9000$/mu)
})

test('SR13 search hands its filters to the node, and asks nothing for a date that is none', async () => {
  const { type, nodes } = await sharedAct()
  const words = ['search', '--type', 'malware', '--since', '2026-11-01', '--tlp', 'red', '--technique', 'T1055']
  expect((await type(words, { as: 'bor/analyst' })).exit).toBe(0)
  const asked = nodes.asked.at(-1)
  expect(asked).toContain('/api/v1/search')
  expect((await type([...words, '--until', 'tomorrow'], { as: 'bor/analyst' })).exit).toBe(2)
  expect((await type([...words, '--tlp', 'blue'], { as: 'bor/analyst' })).exit).toBe(2)
  expect(nodes.asked.at(-1)).toBe(asked)
})

test('show --related lists what other states shared of the same', async () => {
  const { type, act } = await sharedAct()
  const { out, err, exit } = await type(['show', act, '--related', malware.id, ...english], { as: 'bor/analyst' })
  expect(exit).toBe(0)
  expect(out).toMatch(/evil\.example +cas +2026-11-21 18:05Z +indicator +Beacon/u)
  expect(err).toContain('tamga search evil.example')
})

test('SR10 related lists the states that shared a value', async () => {
  const { type } = await sharedAct()
  const { out, err, exit } = await type(['related', 'evil.example', ...english], { as: 'bor/analyst' })
  expect(exit).toBe(0)
  expect(out).toMatch(/One state shared[^]*cas +2026-11-21 18:05Z +indicator +Beacon/u)
  expect(err).toContain('tamga search evil.example --author cas')
})

test('SR6 how far search lags behind is said beside the finds, and doctor warns after a minute', async () => {
  const { type, nodes } = await sharedAct()
  nodes.lag = { lag: 2, lagSince: '2026-11-21T18:04:50.000Z' }
  const said = async (lang: string) => (await type(['search', 'Heron', '--lang', lang], { as: 'bor/analyst' })).err
  expect(await said('en')).toContain('2 shares are not searchable yet; the oldest came at 2026-11-21 18:04Z.')
  expect(await said('ru')).toContain('2 передачи ещё не доступны поиску; старейшая пришла 2026-11-21 18:04Z.')
  expect(await said('zh')).toContain('还有 2 项共享尚不可搜索，最早的于 2026-11-21 18:04Z 到达。')
  const search = async () => (await type(['doctor', ...english], { as: 'bor/analyst' })).out
  expect(await search()).toContain('Search keeps up')
  nodes.lag = { lag: 2, lagSince: '2026-11-21T17:55:00.000Z' }
  expect(await search()).toContain('Search is behind by 2 shares; the oldest came 600 seconds ago')
})

test('search takes a query without quotes as one', async () => {
  const { type, file } = await setUp()
  await file('grey.json', bundle({ ...malware, name: 'Grey Heron' }))
  await type(['share', 'grey.json', ...toBor], { as: 'alt/liaison' })
  const found = async (...words: string[]) => (await type(['search', ...words], { as: 'bor/analyst' })).out
  expect(await found('Grey', 'Heron', '--type', 'malware')).toContain('Grey Heron')
  expect(await found('Heron', 'Grey')).toBe('')
})

test('SR12 where nothing is found it is said in how much, and what may be done next', async () => {
  const { type, nodes } = await sharedAct(['search is empty'])
  const empty = { lag: 0, searched: 12_482, instead: "привет 'x", unasked: ['the', '\u001b[31mof'] }
  nodes.lag = empty
  const said = async (lang: string) => (await type(['search', 'ghbdtn', '--lang', lang], { as: 'bor/analyst' })).err
  const english = await said('en')
  expect(english).toContain('No match in 12,482 shares that you may read. Other states may hold matches')
  expect(english).toContain(String.raw`tamga search 'привет '\''x'`)
  expect(english).toContain('Not looked for: the, \\u{1b}[31mof')
  expect(await said('ru')).toContain('Ничего не найдено в 12\u00a0482 передачах, которые вам доступны.')
  expect(await said('zh')).toContain('在您可阅读的 12,482 项共享中没有找到。')
  nodes.lag = { lag: 0 }
  expect(await said('en')).toContain('try fewer of them')
  nodes.lag = { lag: 0, stopped: true, next: 'c123' }
  const stopped = await said('en')
  expect(stopped).toContain('Go on with --after, or ask with more exact words.')
  expect(stopped).toContain('c123')
  expect(stopped).not.toContain('No match')
})

test('related says what else to do where nobody shared the same', async () => {
  const { type, nodes } = await sharedAct()
  nodes.isRelated = false
  const said = async (lang: string) =>
    (await type(['related', 'a@b.example', '--lang', lang], { as: 'bor/analyst' })).err
  expect(await said('en')).toContain(
    'accounts and e-mail addresses are not followed. In texts too: tamga search "a@b.example"',
  )
  expect(await said('ru')).toContain('tamga search "a@b.example"')
  expect(await said('zh')).toContain('电子邮件地址不作关联')
})
