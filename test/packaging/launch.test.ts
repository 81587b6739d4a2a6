import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { importsOf } from '../house/imports.ts'
import { readTree, top } from '../house/tree.ts'

let clone: string
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'tamga-launch-'))
  for (const part of ['scripts', 'package.json', 'package-lock.json'])
    cpSync(top + part, join(clone, part), { recursive: true })
})
afterEach(() => rmSync(clone, { recursive: true, force: true }))

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts the launcher of the clone; `onOutput` sees the child's first words. */
function launch(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  onOutput?: (pid: number) => void,
): Promise<Ended> {
  const child = spawn(process.execPath, [join(clone, 'scripts/launch.mjs'), ...args], {
    cwd: clone,
    env: { PATH: '/nowhere', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (stdout === '' && child.pid !== undefined) onOutput?.(child.pid)
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })))
}

const program = (text: string): void => writeFileSync(join(clone, 'program.ts'), text)
const installed = (): void => symlinkSync(`${top}node_modules`, join(clone, 'node_modules'))

/** An npm that ends as told. */
function npm(script: string): string {
  const folder = join(clone, 'bin')
  mkdirSync(folder)
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return folder
}

test('launch: the bootstrap imports nothing that would have to be installed', () => {
  const found = readTree('scripts', /(install|launch)\.mjs$/).flatMap((file) => importsOf(file.path, file.text))
  expect(found.length).toBeGreaterThan(5)
  expect(found.filter(({ specifier }) => !/^(node:|\.\/install\.mjs$)/.test(specifier))).toEqual([])
})

test("launch: arguments, output and exit code are the program's, on the pinned runtime", async () => {
  installed()
  program(
    'const [, , ...args]: string[] = process.argv; console.log(process.version, args.join()); process.exitCode = 3',
  )
  expect(await launch(['program.ts', 'share', '--json'])).toEqual({
    code: 3,
    stdout: 'v26.10.0 share,--json\n',
    stderr: '',
  })
})

test('launch: a signal reaches the program, which ends in its own way', async () => {
  installed()
  program("process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000); console.log('up')")
  expect(await launch(['program.ts'], {}, (pid) => process.kill(pid, 'SIGTERM'))).toMatchObject({ code: 7 })
})

test('launch: a program that a signal ends gives 128 and its number', async () => {
  installed()
  program("setInterval(() => {}, 1000); console.log('up')")
  expect(await launch(['program.ts'], {}, (pid) => process.kill(pid, 'SIGTERM'))).toMatchObject({ code: 143 })
})

test('launch: without npm it says what is missing', async () => {
  const { code, stdout, stderr } = await launch(['program.ts'])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/tamga: npm was not found\. Install Node 20 or later together with npm\.\n$/)
})

test.each([
  ['echo "npm error code ENOTFOUND" >&2; exit 1', 'the package registry cannot be reached'],
  ['echo "npm error code ENOSPC" >&2; exit 1', 'the disk is full'],
  ['echo "npm error code EACCES" >&2; exit 243', 'this account may not write in'],
  ['echo "npm error something else" >&2; exit 9', 'npm ci ended with 9'],
])('launch: an npm that fails (%s) is explained in one sentence', async (script, sentence) => {
  const { code, stderr } = await launch(['program.ts'], { PATH: npm(script) })
  expect(code).toBe(1)
  expect(stderr).toContain(`the installation failed: ${sentence}`)
  expect(stderr).toContain('npm error')
})

test('launch: it installs once, with npm ci and without scripts, and not again', async () => {
  const told = join(clone, 'told')
  const PATH = `${npm(`echo "$@" >> ${told}; /bin/ln -s ${top}node_modules ${clone}/node_modules`)}:/usr/bin:/bin`
  program("import { readFileSync } from 'node:fs'; process.stdout.write(readFileSync(process.argv[2] ?? '', 'utf8'))")
  const first = await launch(['program.ts', told], { PATH })
  expect(first.stdout).toBe('ci --ignore-scripts --no-audit --no-fund --loglevel=error\n')
  expect(first.stderr).toMatch(/installing \d+ packages .*\n.*installed in \d+ s/)
  expect(await launch(['program.ts', told], { PATH })).toEqual({ code: 0, stdout: first.stdout, stderr: '' })
})
