import { execFileSync } from 'node:child_process'
import process from 'node:process'
import { top } from '../house/tree.ts'

/** Vitest's global set-up: the console is built once, before the first test, as the launcher builds it. */
export function setup(): void {
  execFileSync(process.execPath, [`${top}scripts/console.ts`], {
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production' },
  })
}
