import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { freshFolder, start } from '../suites/embedded.ts'
import { fromSource, serve, tamga } from './command.ts'

test('init: a node lives in a database of the administrator’s, which belongs to it alone', async () => {
  const home = await mkdtemp(join(tmpdir(), 'tamga-elsewhere-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  await using server = await start(freshFolder())
  await server.createDatabase('elsewhere')
  const address = server.address('elsewhere')
  if ('url' in address) throw new Error('a socket was expected')
  const url = `postgresql://${address.user}@localhost/elsewhere?host=${encodeURIComponent(address.socketFolder)}`
  await writeFile(join(home, 'url'), `${url}\n`, { mode: 0o600 })
  const program = fromSource(home)
  const init = (dir: string) => ['init', '--party', 'alt', '--dir', dir, '--database-url-file', 'url', '--lang', 'en']
  expect(await tamga(program, init('node'))).toMatchObject({ code: 0 })
  const again = await tamga(program, init('second'))
  expect(again).toMatchObject({ code: 1 })
  expect(again.err).toContain('belongs to a node already')
  const node = await serve(program, join(home, 'node/node.json'), { TAMGA_LISTEN__PORT: '0' })
  const fsck = await tamga(program, ['fsck', '--config', 'node/node.json', '--lang', 'en'])
  expect(fsck.err).toContain('The node serves right now')
  node.signal('SIGTERM')
  expect(await node.ended).toBe(0)
  expect(await tamga(program, ['fsck', '--config', 'node/node.json', '--json'])).toMatchObject({ code: 0 })
})
