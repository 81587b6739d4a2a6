import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, until } from './command.ts'
import { Houses } from './houses.ts'

let houses: Houses

beforeAll(async () => {
  houses = await Houses.open()
})

afterAll(() => houses[Symbol.asyncDispose]())

test('init: two states found a coalition by handing one file to and fro, and sign what they compared', async () => {
  const first = await houses.made(`init --party cas --dir cas --coalition sea --found dor --port ${await freePort()}`)
  expect(first).toMatchObject({ kind: 'founding', lacking: ['dor'], unsigned: ['cas', 'dor'] })
  const add = `init --join ${first['foundingFile']} --dir dor --port ${await freePort()}`
  expect(await houses.run(add)).toMatchObject({ code: 2, err: expect.stringContaining('--party') })
  expect(await houses.run(`${add} --party eri`)).toMatchObject({ code: 3, err: expect.stringContaining('cas, dor') })
  const second = await houses.made(`${add} --party dor`)
  expect(second).toMatchObject({ kind: 'founding', lacking: [], unsigned: ['cas'] })
  const sign = `init --join ${second['foundingFile']} --dir cas`
  expect(await houses.run(sign)).toMatchObject({ code: 2, err: expect.stringContaining('by voice') })
  expect(await houses.run(`${sign} --words lusab-babad`)).toMatchObject({ code: 5 })
  const cas = await houses.made(`${sign} --words ${second['words']}`)
  expect(cas).toMatchObject({ kind: 'founded', coalition: 'sea', words: second['words'] })
  const dor = await houses.made(`init --join cas/coalition.tamga-founding --dir dor`)
  expect(dor).toMatchObject({ kind: 'founded', words: cas['words'] })
  expect(await houses.run(`init --join cas/coalition.tamga-founding --dir dor`)).toMatchObject({ code: 1 })
  const [desk] = [await houses.up('cas', cas), await houses.up('dor', dor)]
  const links = await until(
    () => houses.made(`peer list ${desk}`),
    ({ items }) => JSON.stringify(items).includes('"open"'),
  )
  expect(links['items']).toMatchObject([{ party: 'dor', state: 'open' }])
}, 240_000)
