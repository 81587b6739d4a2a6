import { expect, test } from 'vitest'
import { foundedAt } from '#charter/testing/demo-coalition.ts'
import { cellsOf } from '#cli/width.ts'
import { startFederation } from './federation.ts'
import { scene } from './scene.ts'
import { typing } from './typing.ts'

const english = ['--lang', 'en']
const at80 = { columns: 80, answers: [] }

interface Cell {
  readonly categories: readonly string[]
  readonly highest?: { readonly level: string }
  readonly refusal?: { readonly code: string }
}
interface Page {
  readonly items: readonly { readonly author: string; readonly recipient: string; readonly answers: readonly Cell[] }[]
  readonly next?: string
}

test('C1 matrix shows every pair at a glance, and why nothing goes where nothing goes', async () => {
  await using here = await scene()
  const { type } = await typing(here)
  const { exit, out } = await type(['matrix', ...english], { as: 'alt/treaty', env: { NO_COLOR: '1' }, ...at80 })
  expect(exit).toBe(0)
  expect(out).toContain('purpose information')
  expect(out).toMatch(/^ +alt bor cas sec$/mu)
  expect(out).toMatch(/^alt +3 +2 +·$/mu)
  expect(out).toMatch(/^sec +· +· +·$/mu)
  expect(out).toContain('1 Open')
  expect(out).toMatch(/✗ .*So for 2 more pairs\./su)
})

test.each(['en', 'ru', 'zh'])('SG-30 matrix stays within 80 columns in %s', async (language) => {
  await using here = await scene()
  const { type } = await typing(here)
  const who = { as: 'alt/treaty', env: { NO_COLOR: '1' }, ...at80 }
  for (const words of [[], ['alt'], ['alt', 'cas'], ['sec', 'alt']]) {
    const { exit, out } = await type(['matrix', ...words, '--lang', language], who)
    expect(exit).toBe(0)
    expect(out).not.toContain('cli.')
    for (const line of out.split('\n')) expect(cellsOf(line), line).toBeLessThanOrEqual(80)
  }
})

test('C1 matrix names who has no node, and says of such a pair that it has none', async () => {
  await using federation = await startFederation('demo', 1, (profile) => ({
    ...profile,
    parties: [
      ...profile.parties,
      { party: 'far' as never, name: profile.title, standings: [{ standing: 'partner', from: foundedAt }] },
    ],
  }))
  await federation.pass(2500)
  const { type } = await typing({ federation })
  expect((await type(['matrix', ...english], { as: 'alt/treaty' })).out).toContain('nothing goes to them: far')
  expect((await type(['matrix', 'alt', 'far', ...english], { as: 'alt/treaty' })).out).toContain(
    'far has the standing partner and no node yet',
  )
})

test('C2 matrix of one pair says how far, by which agreement and what stops it there; --json and --plain say the same', async () => {
  await using here = await scene()
  const { type } = await typing(here)
  const as = { as: 'bor/analyst' }
  const { out } = await type(['matrix', 'alt', 'cas', ...english], as)
  expect(out).toContain('alt may send to cas up to restricted (exchange-1):')
  expect(out).toContain('exchange-1 goes up to restricted')
  const json = JSON.parse((await type(['matrix', 'alt', 'cas', '--category', 'drones', '--json'], as)).out) as Page
  expect(json.items).toMatchObject([
    { author: 'alt', recipient: 'cas', answers: [{ categories: ['drones'], highest: { level: 'restricted' } }] },
  ])
  const plain = await type(['matrix', 'alt', 'cas', '--category', 'drones', '--plain'], as)
  expect(plain.out).toBe('alt\tcas\tdrones\trestricted\texchange-1\tlevel-above-ceiling\n')
})

test('C1 matrix answers for a day that is named, and refuses a day that is none', async () => {
  await using here = await scene()
  const { type } = await typing(here)
  const day = async (at: string) => type(['matrix', 'alt', 'bor', '--at', at, '--json'], { as: 'alt/treaty' })
  const codes = (printed: string) => (JSON.parse(printed) as Page).items[0]?.answers.map(({ refusal }) => refusal?.code)
  expect(codes((await day('2019-12-31')).out)).toEqual(['author-standing'])
  expect(codes((await day('2031-01-01')).out)).toEqual(['level-above-ceiling'])
  expect((await day('someday')).exit).toBe(2)
})

test('C19 the matrix comes in pages that leave out nothing', async () => {
  await using here = await scene()
  const ask = async (query: string) =>
    (await here.alt.ask('treaty', 'GET', `/api/v1/charter/matrix?${query}`)).json as unknown as Page
  const whole = await ask('limit=500')
  const paged: Page['items'][number][] = []
  for (let after = ''; ;) {
    const page = await ask(`limit=5${after}`)
    paged.push(...page.items)
    if (page.next === undefined) break
    after = `&after=${encodeURIComponent(page.next)}`
  }
  expect(whole.items).toHaveLength(12)
  expect(paged).toEqual(whole.items)
})
