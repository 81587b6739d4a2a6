import { chmod, mkdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { languages } from './language.ts'
import { Stop } from './stop.ts'
import { desk } from './testing/command-line.ts'
import { FakeFederation, type Lie } from './testing/fake-federation.ts'
import { verbs } from './verbs/table.ts'

const at = '2026-11-21T06:00:00.000Z'
const malware = {
  type: 'malware',
  id: 'malware--6d1f2c52-6f0d-4c1c-9e6f-0c9d8f1a0002',
  created: at,
  modified: at,
  name: 'Heron',
}
const person = { type: 'identity', id: 'identity--6d1f2c52-6f0d-4c1c-9e6f-0c9d8f1a0003', name: 'Person X' }
const bundle = (...objects: readonly object[]) => JSON.stringify({ type: 'bundle', id: 'bundle--1', objects })
const toBor = ['--to', 'bor', '--category', 'drones', '--level', 'restricted']
const toCas = ['--to', 'cas', '--category', 'drones', '--level', 'confidential']
const english = ['--lang', 'en']

async function setUp(lies: readonly Lie[] = []) {
  const nodes = new FakeFederation(lies)
  const at_ = await desk(nodes)
  await at_.file('bundle.json', bundle(malware))
  return { nodes, ...at_ }
}

async function sharedAct(lies: readonly Lie[] = []) {
  const set = await setUp(lies)
  const { out } = await set.type(['share', 'bundle.json', ...toBor, '--json'], { as: 'alt/liaison' })
  return { ...set, act: (JSON.parse(out) as { act: string }).act }
}

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

test('C3 a refused share exits 3, says why, by which rule, what to do and the reference, and signs nothing', async () => {
  const { type, nodes } = await setUp()
  const { exit, out, err } = await type(['share', 'bundle.json', ...toCas, '--json', ...english], { as: 'alt/liaison' })
  expect(exit).toBe(3)
  expect(JSON.parse(out)).toMatchObject({ code: 'level-above-ceiling', rule: 'protocol 9: level', ref: 'A-7F3KQ2' })
  for (const part of [
    'cas would not receive this',
    'protocol 9: level',
    'Lower the level',
    'A-7F3KQ2',
    'Nothing was signed',
  ]) {
    expect(err).toContain(part)
  }
  expect(nodes.asked.at(-1)).toContain('DELETE /api/v1/uploads/')
})

test('C3 a preview shows every party in the reader’s language and exits 3 if one is refused', async () => {
  const { type, nodes } = await setUp()
  const seen = await type(['preview', ...toCas, '--lang', 'ru'], { as: 'alt/liaison' })
  expect(seen.exit).toBe(3)
  expect(seen.out).toContain('✗ cas  cas этого не получит')
  expect(seen.out).toContain('– bor  не адресат')
  expect((await type(['share', 'bundle.json', ...toBor, '--preview'], { as: 'alt/liaison' })).exit).toBe(0)
  expect(nodes.asked.some((line) => line.includes('/shares') || line.includes('/uploads'))).toBe(false)
})

test('C4 records of persons stop a share unless the officer leaves them out', async () => {
  const { type, nodes, file } = await setUp()
  await file('persons.json', bundle(malware, person))
  const stopped = await type(['share', 'persons.json', ...toBor, ...english], { as: 'alt/liaison' })
  expect(stopped.exit).toBe(3)
  expect(stopped.err).toContain(person.id)
  expect(stopped.err).toContain('--omit-refused')
  expect(nodes.asked.some((line) => line.endsWith('/shares'))).toBe(false)
  const shared = await type(['share', 'persons.json', ...toBor, '--omit-refused', '--json'], { as: 'alt/liaison' })
  expect(JSON.parse(shared.out)).toMatchObject({ recorded: at.replace('06:00', '18:05'), omitted: [{ id: person.id }] })
})

test('C4 at a terminal a share shows who would receive it and is not sent without a yes', async () => {
  const { type, nodes } = await setUp()
  const asked = await type(['share', 'bundle.json', ...toBor, ...english], { as: 'alt/liaison', answers: ['n'] })
  expect(asked.out).toContain('will receive (exchange-1)')
  expect(asked.exit).toBe(1)
  expect(nodes.asked.some((line) => line.includes('/uploads'))).toBe(false)
  expect(
    (await type(['share', 'bundle.json', ...toBor, '--lang', 'zh'], { as: 'alt/liaison', answers: ['是'] })).exit,
  ).toBe(0)
})

test('C5 bad input gets one sentence and an exit code before any node is asked', async () => {
  const { type, nodes, file, folder } = await setUp()
  await mkdir(join(folder, 'folder'))
  await file('broken.json', '{"type":"bundle","objects":[')
  await file('other.json', '{"hello":1}')
  await file('text.txt', 'hello')
  await file('empty.json', '')
  const cases = {
    missing: 'missing.json',
    folder: 'folder',
    'not JSON': 'broken.json',
    'not a STIX bundle': 'other.json',
    '--title': 'text.txt',
    empty: 'empty.json',
  }
  for (const [words, name] of Object.entries(cases)) {
    const { exit, err, out } = await type(['share', name, ...toBor, ...english], { as: 'alt/liaison' })
    expect([name, exit, out]).toEqual([name, 1, ''])
    expect(err.split('\n')[0]).toMatch(/^✗ .*\.$/u)
    expect(err).toContain(words === 'missing' ? 'There is no file' : words)
  }
  expect(
    (await type(['share', 'bundle.json', ...toBor, '--review-by', '2027-02-30'], { as: 'alt/liaison' })).exit,
  ).toBe(2)
  expect((await type(['list', '--limit', 'ten'], { as: 'alt/liaison' })).exit).toBe(2)
  expect((await type(['show', 'nonsense'], { as: 'alt/liaison' })).exit).toBe(2)
  expect(nodes.asked).toEqual([])
})

test('C5 a file with a title may be anything, and - is standard input', async () => {
  const { type, file } = await setUp()
  await file('text.txt', 'hello')
  expect((await type(['share', 'text.txt', '--title', 'T', ...toBor], { as: 'alt/liaison' })).exit).toBe(0)
  expect((await type(['share', '-', ...toBor], { as: 'alt/liaison', stdin: bundle(malware) })).exit).toBe(0)
  expect((await type(['share', '-', ...toBor], { as: 'alt/liaison', stdin: 'no' })).exit).toBe(1)
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

test('C7 a confidential share waits; another officer approves it', async () => {
  const { type } = await setUp()
  const words = ['share', 'bundle.json', '--to', 'bor', '--category', 'drones', '--level', 'confidential']
  const pending = await type([...words, '--json'], { as: 'alt/liaison' })
  expect(pending.exit).toBe(0)
  const { draft, recorded } = JSON.parse(pending.out) as { draft: string; recorded: boolean }
  expect(recorded).toBe(false)
  expect((await type(['list', '--drafts', '--plain'], { as: 'alt/liaison2' })).out).toContain(draft)
  expect((await type(['approve', draft], { as: 'alt/liaison' })).exit).toBe(3)
  const approved = await type(['approve', draft, '--wait', 'admitted', ...english], { as: 'alt/liaison2' })
  expect(approved.exit).toBe(0)
  expect(approved.out).toMatch(/Recorded: act--[0-9a-f]{64}\n.*\nbor +admitted/u)
})

test('C8 a recall shows each receipt, names who has not answered, and --wait fails on them', async () => {
  const { type, act } = await sharedAct()
  const recalled = await type(['recall', act, '--reason', 'x', ...english], { as: 'alt/liaison' })
  expect(recalled).toMatchObject({ exit: 0 })
  expect(recalled.out).toMatch(/bor +erased/u)
  const silent = await sharedAct(['silent recall'])
  const words = ['recall', silent.act, '--reason', 'x', ...english]
  const waiting = await silent.type(words, { as: 'alt/liaison' })
  expect(waiting.exit).toBe(0)
  expect(waiting.out).toContain('No erasure receipt yet from: bor')
  expect((await silent.type([...words, '--wait'], { as: 'alt/liaison' })).exit).toBe(6)
})

test('C9 an act is named by its first digits where they name one', async () => {
  const { type, act } = await sharedAct()
  const shown = await type(['show', act.slice(0, 13), ...english], { as: 'bor/analyst' })
  expect(shown.exit).toBe(0)
  expect(shown.out).toContain('2 of 3: bor, sec')
  expect((await type(['show', 'act--000000'], { as: 'bor/analyst' })).exit).toBe(4)
})

test('C10 what does not verify exits 5 and is named', async () => {
  const { type, act } = await sharedAct()
  const green = await type(['verify', '--all', '--json'], { as: 'bor/oversight' })
  expect(green.exit).toBe(0)
  expect(JSON.parse(green.out)).toMatchObject({ ok: true, checked: { acts: 1 } })
  await type(['demo', 'tamper', 'bor'], { as: 'sec/admin' })
  const red = await type(['verify', '--all', ...english], { as: 'bor/oversight' })
  expect(red.exit).toBe(5)
  expect(red.out).toContain(`First bad: act ${act} (entry 41)`)
})

test('C11 a proof verifies offline from two files, and for no other act, policy or byte', async () => {
  const { type, act, nodes, file, folder } = await sharedAct()
  const proof = `${act}.tlog-proof`
  await type(['show', act, '--proof', '--out', proof], { as: 'alt/liaison' })
  expect((await type(['verify', proof, '--save-policy', 'p'], { as: 'alt/liaison' })).exit).toBe(0)
  const asked = nodes.asked.length
  const good = await type(['verify', proof, '--policy', 'p', ...english])
  expect(good.exit).toBe(0)
  expect(good.out).toContain('fake.tamga/alt/1')
  expect((await type(['verify', proof, '--policy', 'p', '--act', `act--${'b'.repeat(64)}`])).exit).toBe(5)
  await file('q', (await readFile(join(folder, 'p'), 'utf8')).replace('group witnesses 2', 'group witnesses 3'))
  expect((await type(['verify', proof, '--policy', 'q'])).exit).toBe(5)
  const text = await readFile(join(folder, proof), 'utf8')
  await file(`changed-${proof}`, text.replace('index 0', 'index 1'))
  expect((await type(['verify', `changed-${proof}`, '--policy', 'p', '--json'])).exit).toBe(5)
  expect(nodes.asked.length).toBe(asked)
})

test('C12 login keeps node and token file in a file of mode 0600, and verbs use it', async () => {
  const { type, folder } = await sharedAct()
  const words = ['login', '--node', 'http://alt.test', '--token-file', 'alt/tokens/liaison', '--name', 'a', ...english]
  expect(await type(words)).toMatchObject({ exit: 0, out: 'You are liaison (liaison) of alt. Saved as “a”.\n' })
  const path = join(folder, 'config', 'tamga', 'contexts.json')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readFile(path, 'utf8')).not.toContain('alt/liaison\n')
  expect((await type(['list', '--json'])).exit).toBe(0)
  await type(['login', '--node', 'http://bor.test', '--token-file', '-', '--name', 'b'], { stdin: 'bor/analyst\n' })
  expect((await stat(join(folder, 'config', 'tamga', 'tokens', 'b'))).mode & 0o777).toBe(0o600)
  expect((await type(['show', '000000', '--context', 'a'])).exit).toBe(4)
  expect((await type(['list', '--context', 'none'])).exit).toBe(2)
  expect((await type(['login', '--use', 'a'])).exit).toBe(0)
  expect((await type(['login', '--list', '--plain'])).out.split('\n')[0]).toBe('*\ta\talt\tliaison\thttp://alt.test')
})

test('C13 files appear whole, closed to others, and never over another file without a yes', async () => {
  const { type, file, folder } = await setUp()
  await file('there', 'kept')
  expect((await type(['export', '--to', 'bor', '--out', 'there'], { as: 'alt/liaison' })).exit).toBe(1)
  expect(await readFile(join(folder, 'there'), 'utf8')).toBe('kept')
  expect((await type(['export', '--to', 'bor', '--out', 'new'], { as: 'alt/liaison' })).exit).toBe(0)
  expect((await stat(join(folder, 'new'))).mode & 0o777).toBe(0o600)
  expect((await type(['import', 'new', ...english], { as: 'bor/liaison' })).out).toBe(
    '3 parcels: 1 admitted, 0 refused.\n',
  )
  expect((await type(['import', 'new'], { as: 'cas/liaison' })).exit).toBe(1)
  const added = await type(['user', 'add', 'd', '--role', 'duty', '--desk', 'desk-2', '--token-out', 't', '--json'], {
    as: 'alt/admin',
  })
  expect(added.out).not.toContain('fresh-token')
  expect((await stat(join(folder, 't'))).mode & 0o777).toBe(0o600)
  expect(await readFile(join(folder, 't'), 'utf8')).toBe('fresh-token\n')
})

test('C14 doctor names what is wrong with the command that mends it; --fix mends what is ours', async () => {
  const { type, folder } = await setUp()
  await chmod(join(folder, 'alt/tokens/admin'), 0o644)
  const found = await type(['doctor', ...english], { as: 'alt/admin' })
  expect(found.exit).toBe(1)
  expect(found.out).toContain('chmod 600')
  const fixed = await type(['doctor', '--fix', '--json'], { as: 'alt/admin' })
  expect(fixed.exit).toBe(0)
  expect(JSON.parse(fixed.out)).toMatchObject({ ok: true })
  await type(['demo', 'stop', 'alt'], { as: 'sec/admin' })
  expect((await type(['doctor'], { as: 'alt/admin' })).exit).toBe(1)
})

test('C15 an interruption exits 130 and says nothing but that', async () => {
  const { type } = await setUp()
  const interrupted = await type(['list', ...english], { as: 'alt/analyst', signal: AbortSignal.abort() })
  expect(interrupted).toMatchObject({ exit: 130, out: '', err: 'Interrupted.\n' })
})

test('C16 what destroys asks for a yes where nobody can be asked, and what a build lacks it says', async () => {
  const { type } = await setUp()
  const restored: unknown[] = []
  const local = {
    restore: async (options: unknown) => {
      restored.push(options)
      return { ok: true, acts: 3 }
    },
  }
  const words = ['restore', 'b', '--config', 'c.json', ...english]
  expect((await type(words, { local })).exit).toBe(2)
  expect(restored).toEqual([])
  expect((await type([...words, '--dry-run'], { local })).out).toContain('nothing was changed')
  expect((await type([...words, '--yes'], { local })).exit).toBe(0)
  expect((await type(['serve', '--config', 'c.json', ...english])).err).toContain('This build cannot do that')
})

test('C17 a problem thrown by a local entry is told like a node’s', async () => {
  const { type } = await setUp()
  const local = {
    config: async () => {
      throw new Stop({ code: 'file-missing', params: { file: 'c.json' } }, 1)
    },
  }
  expect((await type(['config', 'check', '--config', 'c.json', ...english], { local })).err).toContain(
    'There is no file c.json',
  )
})
