import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Party } from '#protocol/identity/party.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { writePrivateFile } from '#platform/keyring/private-file.ts'
import { writeSeeds } from '#platform/keyring/sealed-seeds.ts'
import { scene } from './scene.ts'
import { typing } from './typing.ts'

const english = ['--lang', 'en']
const arrived = 8000
const alt = 'alt' as Party
interface Listed {
  readonly items: readonly { readonly role: string; readonly words: string; readonly state: string }[]
}

test('C2 keys are listed, changed and signed for from the command line, the root included, and it says what to do next', async () => {
  await using at = await scene()
  const { type, folder } = await typing(at)
  const keys = join(folder, 'root')
  await mkdir(keys, { mode: 0o700 })
  const held = { party: alt, seeds: at.federation.coalition.seeds.get(alt)! }
  await writePrivateFile(join(keys, 'keys.json'), await writeSeeds(held, { kind: 'plain' }, new SeededRandom('file')))
  const admin = { as: 'alt/admin' }
  const list = async (...words: readonly string[]) =>
    JSON.parse((await type(['key', 'list', ...words, '--json'], admin)).out) as Listed
  expect((await list()).items).toHaveLength(4 * 7)
  const founded = (await list('alt')).items
  const changed = await type(['key', 'rotate', 'link,box', '--keys', keys, ...english], admin)
  expect([changed.exit, changed.err]).toEqual([0, ''])
  expect(changed.out).toMatch(/^box: (?:[a-z]{5}-){7}[a-z]{5}\nlink: .*\nSigned: act--/u)
  await at.federation.pass(arrived)
  const after = (await list('alt')).items
  expect(after).toHaveLength(9)
  expect(changed.out).toContain(after.find(({ role, state }) => role === 'link' && state === 'valid')?.words)
  // In two steps, where the root lies elsewhere.
  const drawn = await type(['key', 'rotate', 'seal', ...english], admin)
  const [, act = ''] = /tamga key sign (act--[0-9a-f]{64})/u.exec(drawn.out) ?? []
  expect((await type(['key', 'sign', act, '--keys', keys, ...english], { as: 'alt/liaison' })).exit).toBe(4)
  const signed = await type(['key', 'sign', act, '--keys', keys, '--json'], admin)
  expect([signed.exit, JSON.parse(signed.out)]).toMatchObject([0, { consents: { needed: 1, signed: ['alt'] } }])
  await at.federation.pass(arrived)
  // A new root is drawn where the old one lies, and the old one signs for it, now and not later.
  expect((await type(['key', 'rotate', 'root', '--keys', keys], admin)).exit).toBe(0)
  expect((await readdir(keys)).toSorted()).toEqual(['keys-2.json', 'keys.json'])
  await at.federation.pass(arrived)
  expect((await type(['key', 'rotate', 'all', '--keys', keys], admin)).exit).toBe(0)
  await at.federation.pass(arrived)
  const last = (await list('alt')).items.filter(({ state }) => state === 'valid')
  expect(last.filter(({ words }) => founded.some((one) => one.words === words))).toEqual([])
  for (const [words, exit] of [
    [['key', 'rotate', 'crown'], 2],
    [['key', 'rotate', 'root'], 2],
    [['key', 'list', 'zzz'], 0],
  ] as const) {
    expect([words, (await type(words, admin)).exit]).toEqual([words, exit])
  }
  for (const language of ['en', 'ru', 'zh']) {
    const { out } = await type(['key', 'list', 'alt', '--lang', language], admin)
    expect(out).not.toContain('cli.')
  }
})
