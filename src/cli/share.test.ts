import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bundle, english, malware, person, setUp, sharedAct, toBor, toCas } from './testing/desk-setup.ts'

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
  expect(stopped.err).toContain('Nothing was signed')
  expect(nodes.asked.some((line) => line.endsWith('/shares'))).toBe(false)
  const shared = await type(['share', 'persons.json', ...toBor, '--omit-refused', '--json'], { as: 'alt/liaison' })
  expect(JSON.parse(shared.out)).toMatchObject({ recorded: '2026-11-21T18:05:00.000Z', omitted: [{ id: person.id }] })
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
