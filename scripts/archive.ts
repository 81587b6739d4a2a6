import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGzip } from 'node:zlib'
import { top } from './judges.ts'
import { runtimePackages } from './runtime-packages.ts'

export interface Archive {
  readonly path: string
  readonly sha256: string
}

export interface ArchiveOptions {
  /** Folder that receives the archive. */
  readonly into: string
  /** 1 is quick, 9 is small. */
  readonly level: number
}

const execute = promisify(execFile)

/** A library of the compiler that Node is linked to and a bare Debian lacks (GCC Runtime Library Exception). */
const companion = 'libatomic.so.1'
const libraryFolders = ['/lib/x86_64-linux-gnu', '/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib']

/** Tests, what only tests use, and what only a compiler reads stay behind. */
const isProgram = (path: string): boolean => !/(\.test\.tsx?|\/(test|testing|pgxs)|\.a|\.map|\.d\.[cm]?ts)$/.test(path)

/**
 * Makes `tamga-<version>-linux-<cpu>.tar.gz`, the same bytes from the same tree: entries sorted, owners and times fixed.
 * Everything that runs is in it: Node, PostgreSQL, the run-time packages, the source as written.
 */
export async function makeArchive({ into, level }: ArchiveOptions): Promise<Archive> {
  const { version } = await packageJson()
  const name = `tamga-${version}-linux-${process.arch}`
  await mkdir(into, { recursive: true })
  const stage = await mkdtemp(join(into, '.stage-'))
  try {
    await fill(join(stage, name))
    return await pack({ stage, name, into, level })
  } finally {
    await rm(stage, { recursive: true, force: true })
  }
}

/** The tree of the archive: bin, node, lib, share, docs and the pages. */
async function fill(root: string): Promise<void> {
  const runtime = `${top}node_modules/node-linux-${process.arch}`
  await bring(`${runtime}/bin/node`, join(root, 'node/bin/node'))
  await bring(`${runtime}/LICENSE`, join(root, 'node/LICENSE'))
  await bring(await findCompanion(), join(root, 'node/lib', companion))
  await execute(process.execPath, [`${top}scripts/console.ts`], { env: { ...process.env, NODE_ENV: 'production' } })
  for (const folder of ['src', 'demo', 'locales', 'profiles', 'dist/console'].filter((name) =>
    existsSync(top + name),
  )) {
    await bring(top + folder, join(root, 'lib', folder))
  }
  for (const folder of runtimePackages(process.arch).keys()) {
    if (!folder.startsWith('node_modules/node-linux-')) await bring(top + folder, join(root, 'lib', folder))
  }
  const { name, version, type, imports, license } = await packageJson()
  const about = JSON.stringify({ name, version, private: true, license, type, imports }, null, 2)
  await writeFile(join(root, 'lib/package.json'), `${about}\n`)
  await bring(`${top}docs`, join(root, 'docs'))
  for (const page of (await readdir(top)).filter((file) => /^([A-Z]+\.md|LICENSE|NOTICE)$/.test(file))) {
    await bring(top + page, join(root, page))
  }
  await bring(`${top}Dockerfile`, join(root, 'share/Dockerfile'))
  for (const file of ['tamga.service', 'alive.mjs']) await bring(`${top}packaging/${file}`, join(root, 'share', file))
  await bring(`${top}packaging/tamga`, join(root, 'bin/tamga'))
  await chmod(join(root, 'bin/tamga'), 0o755)
  await symlink('tamga', join(root, 'bin/tamga-alive'))
}

async function bring(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await cp(from, to, { recursive: true, filter: isProgram, verbatimSymlinks: true })
}

async function findCompanion(): Promise<string> {
  for (const folder of libraryFolders) {
    const found = await realpath(join(folder, companion)).catch(() => undefined)
    if (found !== undefined) return found
  }
  throw new Error(`${companion} is not installed here (apt-get install libatomic1); the archive must bring it`)
}

interface PackageJson {
  readonly name: string
  readonly version: string
  readonly type: string
  readonly license: string
  readonly imports: unknown
}

async function packageJson(): Promise<PackageJson> {
  return JSON.parse(await readFile(`${top}package.json`, 'utf8')) as PackageJson
}

interface Packing extends ArchiveOptions {
  readonly stage: string
  readonly name: string
}

/** GNU tar writes the entries, gzip without name or time; the archive appears under its name only when whole. */
async function pack({ stage, name, into, level }: Packing): Promise<Archive> {
  const path = join(into, `${name}.tar.gz`)
  const partial = join(stage, basename(path))
  const epoch = process.env['SOURCE_DATE_EPOCH'] ?? '0'
  const tar = spawn(
    'tar',
    [
      '--create',
      '--format=gnu',
      '--sort=name',
      '--owner=0',
      '--group=0',
      '--numeric-owner',
      `--mtime=@${epoch}`,
    ].concat(['--mode=u=rwX,go=rX', '-C', stage, name]),
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, LC_ALL: 'C' } },
  )
  const ended = new Promise<number | null>((resolve, reject) => tar.on('error', reject).on('close', resolve))
  const hash = createHash('sha256')
  const digest = new Transform({
    transform(chunk: Uint8Array, _, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  await pipeline(tar.stdout, createGzip({ level }), digest, createWriteStream(partial))
  if ((await ended) !== 0) throw new Error('tar failed; nothing was released')
  await rename(partial, path)
  return { path, sha256: hash.digest('hex') }
}
