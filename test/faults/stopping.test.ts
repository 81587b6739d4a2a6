import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DemoFolder } from './demo-folder.ts'
import { bundleOf, eventually } from './desk.ts'
import { FederationProcess } from './federation-process.ts'
import { Ledger } from './ledger.ts'

let folder: DemoFolder
beforeAll(() => {
  folder = new DemoFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

/** A body that stops before its last byte until it is let go on. */
function heldBody(value: unknown) {
  const bytes = new TextEncoder().encode(JSON.stringify(value))
  const { promise, resolve } = Promise.withResolvers<void>()
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(bytes.subarray(0, -1))
      await promise
      controller.enqueue(bytes.subarray(-1))
      controller.close()
    },
  })
  return { body, goOn: resolve }
}

test('F1 a kill while the coalition is being founded leaves a folder that starts', async () => {
  const founding = FederationProcess.launch({ dir: folder.dir })
  const isHalfFounded = () => existsSync(join(folder.dir, 'bor/tokens/analyst'))
  await eventually(async () => (isHalfFounded() ? undefined : 'no token yet'))
  founding.kill('SIGKILL')
  await using federation = await FederationProcess.start({ dir: folder.dir })
  const ledger = new Ledger()
  await ledger.share(federation, 'the first')
  await ledger.check(federation)
})

test('stop: a share under way at SIGTERM ends well, further signals change nothing, and the exit is 0', async () => {
  const federation = await FederationProcess.start({ dir: folder.dir, isProduct: true })
  const desk = federation.desk('alt', 'liaison')
  const { json } = await desk.ask('POST', '/api/v1/uploads?name=last.json', bundleOf('the last'))
  const label = { level: 'restricted', category: 'network-security' }
  const { body, goOn } = heldBody({ upload: json.upload, title: 'the last', to: ['bor'], ...label })
  const sharing = desk.send('POST', '/api/v1/shares', { body, type: 'application/json' })
  await eventually(async () => ((await desk.ask('GET', '/livez')).status === 200 ? undefined : 'not alive'))
  federation.signal('SIGTERM')
  const refusesMore = () =>
    desk.ask('GET', '/livez').then(
      () => 'still listening',
      () => undefined,
    )
  await eventually(refusesMore)
  federation.signal('SIGTERM')
  federation.signal('SIGINT')
  goOn()
  const shared = await sharing
  federation.signal('SIGTERM')
  expect([shared.status, await federation.ended]).toEqual([201, { code: 0, signal: null }])
  expect(await folder.postmaster()).toBe(undefined)

  await using again = await FederationProcess.start({ dir: folder.dir })
  const acts = await again.desk('alt', 'liaison').list('author=alt')
  expect(acts.map(({ act }) => act)).toContain(shared.json.act)
})
