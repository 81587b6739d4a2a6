import { spawn } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

/** The project's folder, with a slash at its end. */
export const top = fileURLToPath(new URL('../', import.meta.url))

/** What judges the tree as a whole; each counts as one test. Arguments of the present runtime. */
export const judges: Readonly<Record<string, readonly string[]>> = {
  format: ['node_modules/oxfmt/bin/oxfmt', '--check'],
  lint: ['node_modules/oxlint/bin/oxlint', '--quiet'],
  types: ['node_modules/typescript/bin/tsc', '-p', '.'],
  'dead code': ['node_modules/knip/bin/knip.js', '--no-progress'],
}

export interface Verdict {
  readonly name: string
  readonly ok: boolean
  readonly output: string
  readonly seconds: number
  /** What it says even when it found nothing. */
  readonly said?: string
}

/** Runs a program of this project with the present runtime and keeps what it says. */
export function judge(name: string, args: readonly string[]): Promise<Verdict> {
  const began = performance.now()
  const child = spawn(process.execPath, args, { cwd: top, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const keep = (text: string): void => {
    output += text
  }
  child.stdout.setEncoding('utf8').on('data', keep)
  child.stderr.setEncoding('utf8').on('data', keep)
  return new Promise((resolve) => {
    const end = (ok: boolean): void => resolve({ name, ok, output, seconds: (performance.now() - began) / 1000 })
    child.on('error', (error) => {
      keep(error.message)
      end(false)
    })
    child.on('close', (code) => end(code === 0))
  })
}

/** One line for a verdict; what the judge said as well, when it found something. */
export function tell({ name, ok, output, seconds, said }: Verdict): void {
  process.stdout.write(`${ok ? 'passed' : 'FAILED'}  ${name} (${seconds.toFixed(1)} s)\n`)
  if (said !== undefined) process.stdout.write(`        ${said}\n`)
  const plain = process.stdout.isTTY ? output : stripVTControlCharacters(output)
  if (!ok) process.stdout.write(`${plain.trimEnd()}\n`)
}
