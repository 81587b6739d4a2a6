import { expect, test } from 'vitest'
import { profileText, readProfile } from '../testing/demo-coalition.ts'
import { checkProfile } from './check.ts'
import { lineOf, linesOf } from './locate.ts'

const demo = profileText('demo')
const lineWith = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length
const firstOf = (text: string) => checkProfile(text).findings[0]

test('interfaces: the demo charter is what the page says', () => {
  const { levels, agreements, cadenceMs, depositary, parties, secondOfficerFrom, categories } = readProfile('demo')
  expect(levels.map(({ name }) => name)).toEqual(['open', 'restricted', 'confidential', 'secret'])
  expect(categories.map(({ name }) => name).join(' ')).toBe(
    'terrorism network-security drones cbrn infrastructure drugs organised-crime peacekeeping border natural-hazards exercises other',
  )
  const machine = agreements.map((one) => [
    one.name,
    one.categories,
    one.ceiling,
    one.parties.map(({ party }) => party),
  ])
  expect(machine).toEqual([
    ['exchange-1', 'all', 'restricted', ['alt', 'bor', 'cas']],
    ['exchange-2', 'all', 'confidential', ['alt', 'bor']],
  ])
  expect([cadenceMs, depositary, secondOfficerFrom]).toEqual([1000, 'sec', 'confidential'])
  expect(parties.map(({ party, url }) => `${party} ${url}`)).toEqual([
    'alt http://127.0.0.1:8440',
    'bor http://127.0.0.1:8441',
    'cas http://127.0.0.1:8442',
    'sec http://127.0.0.1:8443',
  ])
})

test('interfaces: profile bench adds dor under both agreements', () => {
  const { agreements, parties } = readProfile('bench')
  expect(parties.map(({ party }) => party)).toEqual(['alt', 'bor', 'cas', 'dor', 'sec'])
  for (const agreement of agreements) expect(agreement.parties.map(({ party }) => party)).toContain('dor')
})

test('profile: a name that nothing defines is named with its line', () => {
  const text = demo.replace('"ceiling": "restricted"', '"ceiling": "topmost"')
  expect(firstOf(text)).toMatchObject({
    severity: 'error',
    path: 'agreements.0.ceiling',
    line: lineWith(text, '"topmost"'),
    message: '"topmost" is defined nowhere in this file',
  })
})

test('profile: a member of the wrong type or misspelt is named with its line', () => {
  const typed = demo.replace('"cadenceMs": 1000', '"cadenceMs": "fast"')
  expect(firstOf(typed)).toMatchObject({ path: 'cadenceMs', line: lineWith(typed, '"cadenceMs"') })
  const misspelt = demo.replace('"secondOfficerFrom"', '"secondOficerFrom"')
  expect(checkProfile(misspelt).profile).toBeUndefined()
  expect(
    checkProfile(misspelt)
      .findings.map(({ message }) => message)
      .join(),
  ).toContain('secondOficerFrom')
})

test('profile: what is not strict JSON is named with its line', () => {
  const double = demo.replace('"cadenceMs": 1000,', '"cadenceMs": 1000,\n  "cadenceMs": 1000,')
  expect(firstOf(double)).toMatchObject({
    message: 'not strict JSON: duplicate-member',
    line: lineWith(double, '"cadenceMs"') + 1,
  })
  expect(checkProfile('').findings).toHaveLength(1)
})

test('profile: a language missing, a name twice, an overlap of terms and a stranger in an agreement are found', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['"ru": "Алтана",', '', 'lacks a text in "ru"'],
    ['"name": "drones"', '"name": "cbrn"', 'stands here a second time'],
    ['{ "party": "cas", "from"', '{ "party": "dor", "from"', '"dor" is no party of this file'],
    ['{ "party": "cas", "from"', '{ "party": "bor", "from"', 'overlap'],
    ['"depositary": "sec"', '"depositary": "rats"', '"rats" is defined nowhere'],
  ]
  for (const [from, to, message] of cases) {
    const flat = demo.replaceAll(/\{\s+"party": "(\w+)",\s+"from"/gu, '{ "party": "$1", "from"')
    expect(flat, from).toContain(from)
    const { findings, profile } = checkProfile(flat.replace(from, to))
    expect(findings.map((finding) => finding.message).join('; ')).toContain(message)
    expect(profile).toBeUndefined()
  }
})

test('profile: fewer than four witnesses is a warning, not an error', () => {
  const text = demo.replace('"rights": ["answer", "witness"]', '"rights": ["answer"]')
  const { findings, profile } = checkProfile(text)
  expect(findings.map(({ severity }) => severity)).toEqual(['warning'])
  expect(profile).toBeDefined()
})

test('profile: lines are found through nesting, strings with brackets and empty containers', () => {
  const lines = linesOf('{\n "a": [],\n "b": [ {},\n  { "c": "]{,",\n "d": 1 } ]\n}')
  expect([
    lineOf(lines, ['a']),
    lineOf(lines, ['b', 1, 'c']),
    lineOf(lines, ['b', 1, 'd']),
    lineOf(lines, ['b', 0]),
  ]).toEqual([2, 4, 5, 3])
  expect(lineOf(lines, ['b', 1, 'missing'])).toBe(4)
})
