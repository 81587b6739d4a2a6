import { expect, test } from 'vitest'
import { caretLines } from './caret.ts'
import { english, setUp } from './testing/desk-setup.ts'

test('C1 pattern check tells level and spelling, and needs no node', async () => {
  const { type, file } = await setUp()
  const checked = await type(['pattern', 'check', '[file:size=7] REPEATS 2 TIMES', ...english])
  expect(checked).toMatchObject({
    exit: 0,
    out: '[file:size = 7] REPEATS 2 TIMES\n',
    err: '✓ Valid, conformance level 3\n',
  })
  const name = await file('pattern.txt', '\uFEFF[file:size=7]\n')
  const read = await type(['pattern', 'check', '--file', name, '--json'])
  expect(JSON.parse(read.out)).toEqual({ valid: true, level: 1, canonical: '[file:size = 7]' })
  const given = await type(['pattern', 'check', '--file', '-', '--json'], { stdin: '[a:b = 1]' })
  expect(given.exit).toBe(0)
})

test('C1 pattern check shows the place that is wrong, and exits 5', async () => {
  const { type } = await setUp()
  const { exit, out, err } = await type(['pattern', 'check', "[file:name = '文件' AND]", ...english])
  expect([exit, out]).toEqual([5, ''])
  expect(err.split('\n')).toContain("  [file:name = '文件' AND]")
  expect(err.split('\n')).toContain(`  ${' '.repeat(23)}^`)
  const json = await type(['pattern', 'check', '[a:b = ]', '--json', ...english])
  expect(json.exit).toBe(5)
  expect(JSON.parse(json.out)).toMatchObject({ valid: false, code: 'pattern-syntax', params: { column: 8 } })
})

test('C1 pattern check refuses what is no pattern text', async () => {
  const { type, file } = await setUp()
  const bytes = await file('bytes', new Uint8Array([0xff, 0xfe]))
  const large = await file('large', 'x'.repeat(300_000))
  expect((await type(['pattern', 'check', ...english])).exit).toBe(2)
  expect((await type(['pattern', 'check', '--file', bytes, ...english])).err).toContain('not text')
  expect((await type(['pattern', 'check', '--file', large, ...english])).err).toContain('larger than')
  expect((await type(['pattern', 'check', '--file', 'none', ...english])).err).toContain('no file none')
})

test('C1 a caret stands under its place in a long line, and nothing there is obeyed', () => {
  const text = `first\n${'x'.repeat(100)}\u001b[31m${'y'.repeat(100)}`
  const [line, caret] = caretLines(text, 111)
  expect(line).toMatch(/^…x{45}\\u\{1b\}\[31my{25}$/u)
  expect(line[caret.length - 1]).toBe('y')
})

test('C1 pattern check says which regular expression cannot be searched for', async () => {
  const { type } = await setUp()
  const checked = await type(['pattern', 'check', "[x:v MATCHES 'a(?=b)']", '--json', ...english])
  expect(checked).toMatchObject({ exit: 0, err: expect.stringContaining('column 16 is not searched for here: (?=') })
  expect(JSON.parse(checked.out)).toMatchObject({ valid: true, unsearched: { code: 'pattern-regex' } })
})

test('C1 pattern check compares two patterns', async () => {
  const { type } = await setUp()
  const check = (other: string) => type(['pattern', 'check', '[x:a = 1 AND x:b = 2]', '--same-as', other, '--json'])
  const same = await check('[x:b = 2 AND x:a == 1]')
  expect([same.exit, JSON.parse(same.out)]).toMatchObject([0, { same: true }])
  const other = await check('[x:b = 2 OR x:a = 1]')
  expect([other.exit, JSON.parse(other.out)]).toMatchObject([1, { valid: true, same: false }])
  expect((await check('[x:b')).exit).toBe(5)
})

const at = '2026-11-21T06:00:00Z'
const seen = (name: string, v: number) => ({
  type: 'observed-data',
  id: `observed-data--${name}`,
  first_observed: at,
  last_observed: at,
  number_observed: v,
  objects: { '0': { type: 'x', v } },
})

test('C1 pattern match names the observed data that match, and needs no node', async () => {
  const { type, file } = await setUp()
  const data = await file(
    'seen.json',
    JSON.stringify({ type: 'bundle', objects: [0, 1, 2].map((v) => seen(`n${v}`, v)) }),
  )
  const match = (pattern: string, ...more: string[]) =>
    type(['pattern', 'match', pattern, '--data', data, ...english, ...more])
  const alone = await match('[x:v > 0]')
  expect(alone).toMatchObject({ exit: 0, out: 'observed-data--n1\nobserved-data--n2\n' })
  expect(alone.err).toContain('Passed over, without valid times or number: 1 observed-data object.')
  const together = await match('[x:v = 1] AND [x:v = 2]', '--json')
  expect(JSON.parse(together.out)).toEqual({
    matched: true,
    together: ['observed-data--n1', 'observed-data--n2'],
    alone: [],
    passedOver: ['observed-data--n0'],
  })
  expect(await match('[x:v = 3]')).toMatchObject({ exit: 1, out: '' })
  expect(await match("[x:v MATCHES '(?=a)']")).toMatchObject({ exit: 1, out: '' })
  expect((await match('[x:v = ')).exit).toBe(5)
})

test('C1 pattern match refuses what holds no observed data', async () => {
  const { type, file } = await setUp()
  const match = async (content: string) => {
    const data = await file('data.json', content)
    return (await type(['pattern', 'match', '[x:v = 1]', '--data', data, ...english])).err
  }
  expect(await match('{')).toContain('no STIX in JSON')
  expect(await match('7')).toContain('no STIX in JSON')
  expect(await match('['.repeat(1_000_000))).toContain('no STIX in JSON')
  expect(await match(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toContain('does not match')
})
