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
