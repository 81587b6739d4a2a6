import { expect, test } from 'vitest'
import { languages } from './language.ts'
import { english, setUp, sharedAct, toBor } from './testing/desk-setup.ts'
import { verbs } from './verbs/table.ts'

test('C1 a usage error exits 2 and suggests what was meant', async () => {
  const { type } = await setUp()
  expect(await type(['shar', ...english])).toMatchObject({ exit: 2, out: '' })
  expect((await type(['shar', ...english])).err).toContain('Did you mean share?')
  expect((await type(['share', 'x', '--levl', 'y', ...english])).err).toContain('Did you mean --level?')
  expect((await type(['share', ...toBor, ...english])).err).toContain('needs FILE')
  expect((await type(['completion', 'tcsh', ...english])).err).toContain('“tcsh” is not a value of SHELL')
  expect((await type(['list', 'extra', ...english])).exit).toBe(2)
  expect((await type(['backup'])).exit).toBe(2)
  expect((await type([])).exit).toBe(2)
})

test.each(languages)('C1 every verb helps with examples in %s, and no text is missing', async (language) => {
  const { type } = await setUp()
  for (const { name, examples } of verbs) {
    const { exit, out } = await type([...name.split(' '), '--help', '--lang', language], { columns: 80 })
    expect([name, exit]).toEqual([name, 0])
    expect(out).toContain(`tamga ${examples[0] ?? ''}`)
    expect(out).not.toContain('cli.')
  }
  const { out } = await type(['--help', '--lang', language])
  for (const { name } of verbs) expect(out).toContain(`  ${name}`)
  expect(out).not.toContain('cli.')
})

test('C2 data goes to stdout, messages to stderr, and --json is one JSON value', async () => {
  const { type } = await sharedAct()
  const listed = await type(['list', '--json'], { as: 'alt/liaison' })
  expect(JSON.parse(listed.out)).toMatchObject({
    items: [{ kind: 'exchange.share/1', author: 'alt', parties: { bor: { state: 'admitted' } } }],
  })
  expect(listed.err).toBe('')
  const empty = await type(['list', ...english], { as: 'cas/analyst' })
  expect(empty).toMatchObject({ exit: 0, out: '', err: 'Nothing here yet.\n' })
  expect((await type(['list', '--quiet'], { as: 'cas/analyst' })).err).toBe('')
})

test('C2 colour only on a terminal, and never with NO_COLOR, TERM=dumb or --plain', async () => {
  const { type } = await sharedAct()
  const painted = async (words: readonly string[], env: Record<string, string> = {}, answers?: readonly string[]) =>
    (
      await type(['list', ...words], { as: 'alt/liaison', env, ...(answers === undefined ? {} : { answers }) })
    ).out.includes('\u001b')
  expect(await painted([])).toBe(false)
  expect(await painted([], {}, [])).toBe(true)
  expect(await painted([], { NO_COLOR: '1' }, [])).toBe(false)
  expect(await painted([], { TERM: 'dumb' }, [])).toBe(false)
  expect(await painted(['--plain'], {}, [])).toBe(false)
})

test('C6 no node, no token, a wrong token, an unreachable node and nothing to see have their exit codes', async () => {
  const { type, file } = await setUp()
  await file('token', 'two words\n')
  expect((await type(['list'])).exit).toBe(2)
  expect((await type(['list', '--node', 'http://alt.test'])).exit).toBe(2)
  expect((await type(['list', '--node', 'alt.test', '--token-file', 'token'])).exit).toBe(2)
  expect((await type(['list', '--node', 'http://alt.test', '--token-file', 'token'])).exit).toBe(2)
  expect((await type(['list', '--node', 'http://alt.test', '--token-file', 'bor/tokens/analyst'])).exit).toBe(4)
  expect((await type(['show', `act--${'a'.repeat(64)}`], { as: 'alt/analyst' })).exit).toBe(4)
  await type(['demo', 'stop', 'bor'], { as: 'sec/admin' })
  const away = await type(['list', ...english], { as: 'bor/analyst' })
  expect(away.exit).toBe(6)
  expect(away.err).toContain('http://bor.test does not answer (ECONNREFUSED)')
})

test('C9 an act is named by its first digits where they name one', async () => {
  const { type, act } = await sharedAct()
  const shown = await type(['show', act.slice(0, 13), ...english], { as: 'bor/analyst' })
  expect(shown.exit).toBe(0)
  expect(shown.out).toContain('2 of 3, 2 needed: bor, sec')
  expect((await type(['show', 'act--000000'], { as: 'bor/analyst' })).exit).toBe(4)
})

test('C15 an interruption exits 130 and says nothing but that', async () => {
  const { type } = await setUp()
  const interrupted = await type(['list', ...english], { as: 'alt/analyst', signal: AbortSignal.abort() })
  expect(interrupted).toMatchObject({ exit: 130, out: '', err: 'Interrupted.\n' })
})
