import { chmod, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import { Stop } from './stop.ts'
import { english, setUp, sharedAct } from './testing/desk-setup.ts'

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
  expect(await type(words)).toMatchObject({ exit: 0, out: 'You are liaison (liaison officer) of alt. Saved as “a”.\n' })
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
  const added = await type(
    ['user', 'add', 'd', '--role', 'duty', '--clearance', 'open', '--token-out', 't', '--json'],
    {
      as: 'alt/admin',
    },
  )
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

test('C17 a fault of a local entry is told in a sentence, never as a stack', async () => {
  const { type } = await setUp()
  const failing = (code: string) => ({ config: async () => Promise.reject(new Fault(code)) })
  const words = ['config', 'check', '--config', 'c.json', ...english]
  const known = await type(words, { local: failing('backup-malformed') })
  expect(known.err).toContain('This is not a backup.')
  expect((await type(words, { local: failing('odd') })).err).toBe('Something failed that should not have: odd\n')
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
