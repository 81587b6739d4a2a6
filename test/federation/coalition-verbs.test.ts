import { expect, test } from 'vitest'
import { profileText } from '#charter/testing/demo-coalition.ts'
import { desk } from '#cli/testing/command-line.ts'
import { checkCoalition } from '../../src/main/coalition.ts'

const local = { coalition: checkCoalition }
const nobody = { answer: () => Promise.reject(new Error('no node is asked')) }
const languages = ['en', 'ru', 'zh']

test.each(languages)('C1 coalition check says what a profile would found, in %s', async (language) => {
  const { type } = await desk(nobody)
  const { exit, out } = await type(['coalition', 'check', 'demo', '--lang', language], { local })
  expect(exit).toBe(0)
  expect(out).toMatch(/^✓ .*4.*4.*1.*2/u)
  expect(out).not.toContain('cli.')
})

test.each(languages)('C1 coalition check names file, line and member of each error, in %s', async (language) => {
  const { type, file } = await desk(nobody)
  const text = profileText('demo').replace('"ceiling": "restricted"', '"ceiling": "topmost"')
  await file('alliance.json', text)
  const line = text.slice(0, text.indexOf('"topmost"')).split('\n').length
  const { exit, out } = await type(['coalition', 'check', './alliance.json', '--lang', language], { local })
  expect(exit).toBe(5)
  expect(out).toContain(`alliance.json:${line}  `)
  expect(out).toContain('agreements.0.ceiling: "topmost" is defined nowhere in this file')
  const json = await type(['coalition', 'check', './alliance.json', '--json'], { local })
  expect([json.exit, JSON.parse(json.out)]).toMatchObject([
    5,
    { ok: false, findings: [{ severity: 'error', line, path: 'agreements.0.ceiling' }] },
  ])
})

test('C1 a profile that there is not is told with those that there are', async () => {
  const { type } = await desk(nobody)
  const { exit, err } = await type(['coalition', 'check', 'atlantis', '--lang', 'en'], { local })
  expect(exit).toBe(1)
  expect(err).toContain('There is no profile “atlantis”.')
  expect(err).toMatch(/bench, .*demo, .*own/u)
})

test('C1 a profile whose name leads out of the folder is a file of that name and no other', async () => {
  const { type } = await desk(nobody)
  for (const named of ['../package', '../package.json', '/etc/hostname', 'demo\u0000', '..', '.']) {
    expect([named, (await type(['coalition', 'check', named], { local })).exit]).toEqual([named, expect.any(Number)])
    expect((await type(['coalition', 'check', named], { local })).exit).not.toBe(0)
  }
})
