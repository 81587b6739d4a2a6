import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { top } from './house/tree.ts'

/** A line that breaks a rule, where it stands, and the rule that must say so; without a rule the line is allowed there. */
const planted: readonly (readonly [path: string, line: string, rule?: string])[] = [
  ['src/kernel/a.ts', 'export const at = Date.now()', 'no-restricted-globals'],
  ['src/kernel/b.ts', 'export const at = new Date()', 'no-restricted-globals'],
  ['src/kernel/instant.ts', 'export const at = Date.parse("2026")'],
  ['src/protocol/act/c.ts', 'export const roll = Math.random()', 'no-restricted-properties'],
  ['src/protocol/act/d.ts', "export { randomBytes as dice } from 'node:crypto'", 'no-restricted-imports'],
  ['src/rooms/exchange/e.ts', 'setTimeout(() => undefined, 1)', 'no-restricted-globals'],
  ['src/rooms/exchange/f.ts', "export const home = process.env['HOME']", 'no-restricted-properties'],
  ['src/rooms/exchange/g.ts', "export const page = await fetch('http://example.org')", 'no-restricted-globals'],
  ['src/node/config.ts', "export const home = process.env['HOME']"],
  ['src/node/main.ts', "export const home = process.env['HOME']", 'no-restricted-properties'],
  ['src/platform/clock/h.ts', 'export const at = Date.now()'],
  ['src/platform/db/i.ts', "export * from './store.ts'", 'no-barrel-file'],
  ['src/charter/j.ts', 'export default 1', 'no-default-export'],
  ['src/charter/k.ts', 'export function take(value: any): void { String(value) }', 'no-explicit-any'],
  ['src/charter/l.ts', 'export class Held { constructor(readonly value: number) {} }', 'parameter-properties'],
  ['src/charter/m.ts', 'async function go(): Promise<void> {}\ngo()', 'no-floating-promises'],
  [
    'src/charter/n.ts',
    "export function of(k: 'a' | 'b'): number {\n  switch (k) {\n    case 'a':\n      return 1\n  }\n  return 2\n}",
    'switch-exhaustiveness-check',
  ],
  [
    'src/charter/o.ts',
    `export function tall(): number {\n  let sum = 0\n${'  sum += 1\n'.repeat(60)}  return sum\n}`,
    'max-lines-per-function',
  ],
  [
    'src/charter/p.ts',
    Array.from({ length: 301 }, (_, at) => `export const value${at} = ${at}`).join('\n'),
    'max-lines',
  ],
  ['src/charter/camelCase.ts', 'export const q = 1', 'filename-case'],
  ['src/charter/r.test.ts', "import { test } from 'vitest'\ntest.only('r', () => undefined)", 'no-focused-tests'],
]

interface Finding {
  readonly filename: string
  readonly code: string
}

let findings: readonly Finding[]
const folder = mkdtempSync(join(tmpdir(), 'tamga-lint-'))

beforeAll(() => {
  for (const file of ['.oxlintrc.json', 'tsconfig.json', 'package.json']) cpSync(top + file, join(folder, file))
  symlinkSync(`${top}node_modules`, join(folder, 'node_modules'))
  for (const [path, line] of planted) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), `${line}\n`)
  }
  let told: string
  try {
    told = execFileSync(process.execPath, [`${top}node_modules/oxlint/bin/oxlint`, '-f', 'json', 'src'], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    })
  } catch (error) {
    told = String((error as { readonly stdout: unknown }).stdout)
  }
  if (!told.startsWith('{')) throw new Error(told)
  const answer: { readonly diagnostics: readonly Finding[] } = JSON.parse(told)
  findings = answer.diagnostics
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(planted.map(([path, line, rule]) => [path, line.slice(0, 60), rule] as const))(
  'lint: %s: %s (%s)',
  (path, _, rule) => {
    const codes = findings.filter(({ filename }) => filename === path).map(({ code }) => code)
    if (rule === undefined) expect(codes).toEqual([])
    else expect(codes.join()).toContain(`(${rule})`)
  },
)
