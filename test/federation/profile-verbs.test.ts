import { expect, test } from 'vitest'
import { scene } from './scene.ts'
import { viper } from './taxii-client.ts'
import { added } from './taxii-posting.ts'
import { typing } from './typing.ts'

const label = ['--to', 'bor', '--category', 'network-security', '--level', 'confidential']
const words = ['--title', 'Indicators of alt', '--assessment', 'Technical indicators alone', '--summary', 'Tools share']
const content = [...words, ...label, '--desk', 'liaison-1']
const english = ['--lang', 'en']

test('C1 a profile is made, activated by both, listed, changed, stopped and withdrawn from the command line', async () => {
  await using at = await scene()
  const { type } = await typing(at)
  const as = { as: 'alt/admin' }
  expect(await type(['profile', 'add', 'feed', ...content, ...english], as)).toMatchObject({
    exit: 0,
    out: 'Made: feed (not active)\n',
  })
  expect((await type(['profile', 'add', 'feed', ...content, ...english], as)).exit).toBe(1)
  expect((await type(['profile', 'activate', 'feed', ...english], as)).out).toBe(
    'Activated: feed (waits for the officer)\n',
  )
  expect((await type(['profile', 'activate', 'feed', ...english], { as: 'alt/liaison2' })).exit).toBe(3)
  const asked = { as: 'alt/liaison', answers: ['y'] }
  const activated = await type(['profile', 'activate', 'feed', ...english], asked)
  expect([activated.exit, activated.out]).toEqual([0, 'Activated: feed (active)\n'])
  expect(activated.err).toContain('goes to bor under confidential · network-security, in the name of liaison-1')
  const listed = await type(['profile', 'list', '--json'], as)
  expect(JSON.parse(listed.out)).toMatchObject({
    items: [{ name: 'feed', active: true, revision: 1, desk: 'liaison-1' }],
  })
  expect((await type(['profile', 'list', ...english], { as: 'alt/liaison2' })).out).toContain('Indicators of alt')
  expect((await type(['profile', 'change', 'feed', '--review-days', '30', ...english], as)).out).toBe(
    'Changed: feed (not active)\n',
  )
  const { items: before30 } = JSON.parse(listed.out) as { readonly items: readonly [object] }
  const changed = JSON.parse((await type(['profile', 'list', '--json'], as)).out) as typeof before30 & {
    items: object[]
  }
  expect(changed.items).toMatchObject([
    { ...before30[0], revision: 2, reviewDays: 30, active: false, activatedBy: {}, at: expect.any(String) },
  ])
  expect((await type(['profile', 'deactivate', 'feed', ...english], { as: 'alt/liaison2' })).out).toBe(
    'Stopped: feed\n',
  )
  expect((await type(['profile', 'withdraw', 'feed', '--yes', ...english], as)).out).toBe('Withdrawn: feed\n')
  expect((await type(['profile', 'activate', 'feed', ...english], as)).exit).toBe(4)
  expect((await type(['profile', 'list', ...english], as)).err).toBe('No release profiles yet.\n')
})

test('C1 what waits for a second officer is rejected from the command line', async () => {
  await using at = await scene()
  const { type } = await typing(at)
  await type(['profile', 'add', 'feed', ...content], { as: 'alt/admin' })
  for (const as of ['alt/admin', 'alt/liaison']) await type(['profile', 'activate', 'feed'], { as })
  expect(await added(at.alt, 'profile-feed', viper)).toMatchObject({ status: 'pending' })
  const drafts = await type(['list', '--drafts', '--json'], { as: 'alt/liaison2' })
  const [{ draft }] = (JSON.parse(drafts.out) as { readonly items: readonly [{ readonly draft: string }] }).items
  const rejected = await type(['reject', draft, ...english], { as: 'alt/liaison2' })
  expect([rejected.exit, rejected.out]).toEqual([0, `Rejected: ${draft}\n`])
  expect((await type(['reject', draft], { as: 'alt/liaison2' })).exit).toBe(4)
  expect(await added(at.alt, 'profile-feed', viper)).toMatchObject({ status: 'complete', failure_count: 1 })
})
