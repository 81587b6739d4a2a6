import { expect, test } from 'vitest'
import { z } from 'zod'
import { scene } from './scene.ts'
import { typing } from './typing.ts'

const Shown = z.looseObject({
  title: z.string(),
  label: z.object({ level: z.string(), category: z.string() }),
  alert: z.looseObject({
    info: z.array(z.looseObject({ language: z.string(), headline: z.string(), instruction: z.string() })),
  }),
})

test('domain 1 a first warning is sent from a template of the coalition, in all its languages, with one line typed', async () => {
  await using here = await scene()
  const { type } = await typing(here)
  const as = { as: 'alt/duty', env: { NO_COLOR: '1' } }
  const topics = (await type(['alert', 'templates', '--lang', 'ru'], as)).out
  for (const name of [
    'terror-attack',
    'drone',
    'network-security',
    'chemical-biological',
    'infrastructure',
    'border-incident',
    'natural-hazard',
  ])
    expect(topics).toContain(name)
  expect(topics).toContain('Неопознанные беспилотные аппараты у границы')
  const send = ['alert', 'send', '--to', 'bor', '--level', 'restricted', '--template']
  const plain = await type([...send, 'drone', '--area', 'South'], as)
  expect(plain).toMatchObject({ exit: 0 })
  const own = await type(
    [...send, 'network-security', '--headline', 'Почта министерств', '--severity', 'Extreme', '--lang', 'ru'],
    as,
  )
  expect(own).toMatchObject({ exit: 0 })
  expect(await type([...send, 'comet'], as)).toMatchObject({ exit: 2, err: expect.stringContaining('natural-hazard') })
  expect(await type(['alert', 'send', '--to', 'bor', '--level', 'restricted', '--headline', 'x'], as)).toMatchObject({
    exit: 2,
  })
  await here.federation.pass(3000)
  const shown = async (act: string) =>
    Shown.parse((await here.bor.ask('duty', 'GET', `/api/v1/alerts/${act.trim()}`)).json)
  const drone = await shown(plain.out)
  expect(drone).toMatchObject({ label: { category: 'drones' }, severity: 'Severe', urgency: 'Immediate' })
  expect(drone.alert.info.map(({ language }) => language)).toEqual(['en', 'ru', 'zh'])
  expect(new Set(drone.alert.info.map(({ headline }) => headline)).size).toBe(3)
  const network = await shown(own.out)
  expect(network).toMatchObject({ severity: 'Extreme' })
  expect(network.alert.info.map(({ headline }) => headline)).toEqual([
    'Attack on networks of public bodies',
    'Почта министерств',
    '政府机构网络遭受攻击',
  ])
})
