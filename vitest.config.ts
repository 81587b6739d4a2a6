import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// Tests run on the product's own runtime. Started by an older Node, vitest starts again with it.
const runtime = fileURLToPath(new URL('node_modules/.bin/node', import.meta.url))
if (Number.parseInt(process.versions.node, 10) < 26) {
  process.exit(spawnSync(runtime, process.argv.slice(1), { stdio: 'inherit' }).status ?? 1)
}

/** What measures by the clock has the machine to itself. */
const measured = ['test/hostile/routes.test.ts', 'test/faults/crash-sweep.test.ts', 'test/faults/disk-full.test.ts']

export default defineConfig({
  test: {
    pool: 'forks',
    execArgv: ['--disable-warning=ExperimentalWarning'],
    maxWorkers: 2,
    globals: false,
    restoreMocks: true,
    passWithNoTests: true,
    slowTestThreshold: 1000,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Nothing that a test imports keeps what another could trip over, so modules are loaded once and stay warm.
          isolate: false,
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'demo/**/*.test.ts', 'bench/**/*.test.ts'],
        },
      },
      // What holds of the whole tree: floors, house rules, budgets, packaging.
      { extends: true, test: { name: 'house', include: ['test/*.test.ts', 'test/suites/**/*.test.ts'] } },
      // The release archive and the files that install it.
      { extends: true, test: { name: 'packaging', include: ['test/packaging/**/*.test.ts'], testTimeout: 180_000 } },
      // One node in a process of its own, as an administrator runs it.
      { extends: true, test: { name: 'node', include: ['test/node/**/*.test.ts'], testTimeout: 120_000 } },
      // The console in Debian's Chromium, over a demo; or the pictures that the guides show of it.
      {
        extends: true,
        test: {
          name: 'browser',
          include: [process.env['PICTURES'] === 'yes' ? 'test/browser/**/*.pictures.ts' : 'test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/console-built.ts'],
          // The files of a process share its browser, and a demo where they can.
          isolate: false,
          environment: './test/browser/environment.ts',
          // A browser, and the nodes that it is shown, on a machine that others use.
          testTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
      // Many nodes in one process.
      {
        extends: true,
        test: { name: 'federation', include: ['test/federation/**/*.test.ts'], isolate: false, testTimeout: 120_000 },
      },
      // What is made to harm, before every reader.
      {
        extends: true,
        test: { name: 'hostile', include: ['test/hostile/**/*.test.ts'], exclude: measured, testTimeout: 180_000 },
      },
      // Bad input, full disks, killed databases.
      {
        extends: true,
        test: { name: 'faults', include: ['test/faults/**/*.test.ts'], exclude: measured, testTimeout: 180_000 },
      },
      // What is made to harm, before every route, and processes killed at named points: one file at a time, after all others. They
      // measure what holds others up, and how soon a node serves again.
      {
        extends: true,
        test: { name: 'measured', include: measured, testTimeout: 180_000, fileParallelism: false },
      },
    ],
  },
})
