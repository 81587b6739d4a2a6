import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromSource, serve, tamga, until, type Ended, type Program, type ServingProcess } from './command.ts'

let home: string
let program: Program
const nodes: ServingProcess[] = []

const type = (line: string): Promise<Ended> => tamga(program, [...line.split(' '), '--lang', 'en'])
const done = async (line: string): Promise<Record<string, string>> => {
  const ended = await type(`${line} --json`)
  expect([line, ended.code, ended.err]).toEqual([line, 0, expect.any(String)])
  return JSON.parse(ended.out) as Record<string, string>
}

async function freePort(): Promise<number> {
  await using server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** Serves, and speaks to the node as its administrator and its treaty desk from then on. */
async function up(party: string, made: Record<string, string>): Promise<string> {
  const node = await serve(program, join(home, party, 'node.json'))
  nodes.push(node)
  const to = `--node ${node.url} --node-key ${made['nodeKey']}`
  await done(`user token ${to} --token-file ${party}/admin.token`)
  await done(
    `user add treaty --role treaty --clearance open ${to} --token-file ${party}/admin.token --token-out ${party}/treaty.token`,
  )
  return `${to} --token-file ${party}/treaty.token`
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tamga-joining-'))
  program = fromSource(home)
})

afterAll(async () => {
  for (const node of nodes) node.signal('SIGTERM')
  await Promise.all(nodes.map(({ ended }) => ended))
  await rm(home, { recursive: true, force: true })
})

test('init: a state joins by an invitation whose words were compared, and its node comes up once it is admitted', async () => {
  const alt = await done(`init --party alt --dir alt --coalition steppe --port ${await freePort()}`)
  const desk = await up('alt', alt)
  await done(`charter invite --for bor --out bor.tamga-invitation ${desk}`)
  const join = `init --party bor --dir bor --join bor.tamga-invitation --port ${await freePort()}`
  expect(await type(join)).toMatchObject({ code: 2, err: expect.stringContaining('by voice') })
  expect(await type(`${join} --words lusab-babad`)).toMatchObject({
    code: 5,
    err: expect.stringContaining('not the words'),
  })
  expect(await type(`${join.replace('--party bor', '--party cas')} --words ${alt['words']}`)).toMatchObject({ code: 3 })
  const bor = await done(`${join} --words ${alt['words']}`)
  expect(bor).toMatchObject({ kind: 'requested', by: 'alt', coalition: 'steppe', words: alt['words'] })

  const admit = `charter admit ${bor['requestFile']} --standing member ${desk}`
  expect(await type(`${admit} --words ${alt['words']}`)).toMatchObject({ code: 5 })
  const { act } = await done(`${admit} --words ${bor['requestWords']}`)
  const coming = up('bor', bor)
  const signed = await type(`charter sign ${act} --keys alt/keys --key-file alt/unlock.key ${desk}`)
  expect(signed.err).toContain(bor['requestWords'])
  const theirs = await coming
  const place = async () =>
    JSON.parse((await type(`charter list --json ${theirs}`)).out) as { readonly lane: readonly unknown[] }
  expect((await place()).lane).toMatchObject([
    { number: 1, outcome: 'adopted', change: { type: 'party.admit' } },
    { number: 0 },
  ])
  const links = await until(
    () => done(`peer list ${desk}`),
    ({ items }) => JSON.stringify(items).includes('"open"'),
  )
  expect(links['items']).toMatchObject([{ party: 'bor', state: 'open' }])
}, 240_000)

test('init: two states found a coalition by handing one file to and fro, and sign what they compared', async () => {
  const first = await done(`init --party cas --dir cas --coalition sea --found dor --port ${await freePort()}`)
  expect(first).toMatchObject({ kind: 'founding', lacking: ['dor'], unsigned: ['cas', 'dor'] })
  const add = `init --join ${first['foundingFile']} --dir dor --port ${await freePort()}`
  expect(await type(add)).toMatchObject({ code: 2, err: expect.stringContaining('--party') })
  expect(await type(`${add} --party eri`)).toMatchObject({ code: 3, err: expect.stringContaining('cas, dor') })
  const second = await done(`${add} --party dor`)
  expect(second).toMatchObject({ kind: 'founding', lacking: [], unsigned: ['cas'] })
  const sign = `init --join ${second['foundingFile']} --dir cas`
  expect(await type(sign)).toMatchObject({ code: 2, err: expect.stringContaining('by voice') })
  expect(await type(`${sign} --words lusab-babad`)).toMatchObject({ code: 5 })
  const cas = await done(`${sign} --words ${second['words']}`)
  expect(cas).toMatchObject({ kind: 'founded', coalition: 'sea', words: second['words'] })
  const dor = await done(`init --join cas/coalition.tamga-founding --dir dor`)
  expect(dor).toMatchObject({ kind: 'founded', words: cas['words'] })
  expect(await type(`init --join cas/coalition.tamga-founding --dir dor`)).toMatchObject({ code: 1 })
  const [desk] = [await up('cas', cas), await up('dor', dor)]
  const links = await until(
    () => done(`peer list ${desk}`),
    ({ items }) => JSON.stringify(items).includes('"open"'),
  )
  expect(links['items']).toMatchObject([{ party: 'dor', state: 'open' }])
}, 240_000)
