import { execFileSync } from 'node:child_process'
import { posix, relative } from 'node:path'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { createVitest } from 'vitest/node'
import type { CliOptions, TestModule, TestSpecification, Vitest } from 'vitest/node'
import { importsOf } from '../test/house/imports.ts'
import { readTree } from '../test/house/tree.ts'
import { top, type Verdict } from './judges.ts'
import { nearestFirst, type Imports, type Nearness } from './nearness.ts'
import { sumUp, tallyReporter, type Tally } from './tally.ts'
import { timeIsUp, whatRan, type FileRun, type WhatRan } from './what-ran.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** After this moment, in milliseconds since 1970, no further test begins. */
    until: number
  }
}

/** What differs from a commit, paths from the project's folder: committed, not yet committed and new. */
export function changedSince(commit: string): readonly string[] {
  const git = (...args: readonly string[]): readonly string[] =>
    execFileSync('git', args, { cwd: top, encoding: 'utf8' }).split('\0').filter(Boolean)
  const differing = git('diff', '--name-only', '--no-renames', '-z', commit)
  return [...differing, ...git('ls-files', '--others', '--exclude-standard', '-z')]
}

/** What every source file imports from the project. */
export function importsOfTree(): Imports {
  const files = ['src', 'test', 'demo', 'bench', 'scripts'].flatMap((folder) => readTree(folder, /\.tsx?$/))
  return new Map(
    files.map(({ path, text }) => [path, importsOf(path, text).flatMap(({ specifier }) => fileNamed(path, specifier))]),
  )
}

function fileNamed(from: string, specifier: string): readonly string[] {
  if (specifier.startsWith('#')) return [`src/${specifier.slice(1)}`]
  return /^\.\.?\//.test(specifier) ? [posix.join(posix.dirname(from), specifier)] : []
}

const timeLimit = fileURLToPath(new URL('time-limit.ts', import.meta.url))

/** `changed` are paths from `root`; the projects' tests run one after the other. */
export interface ChangedTests extends Nearness {
  /** After this moment, in milliseconds since 1970, no further test begins. */
  readonly until: number
  /** Where the tests are, when not in this project, and how they are run there. */
  readonly root?: string
  readonly options?: CliOptions
}

/** Runs the tests that reach what changed, nearest first, as long as there is time. Fails when one that ran failed. */
export async function runChangedTests(asked: ChangedTests): Promise<Verdict & WhatRan> {
  const began = performance.now()
  let output = ''
  const keep = new Writable({
    write: (chunk, _, done) => {
      output += String(chunk)
      done()
    },
  })
  const tally: Tally = { passed: 0, failed: 0, skipped: [] }
  const vitest = await createVitest(optionsOf(asked, tally), {}, { stdout: keep, stderr: keep })
  try {
    const modules = await runNearestFirst(vitest, asked)
    const { said, left } = whatRan(modules.map(fileRun))
    const ok = tally.failed === 0 && modules.every((module) => ['passed', 'skipped'].includes(module.state()))
    const seconds = (performance.now() - began) / 1000
    return { name: 'tests of what changed', ok, output, seconds, said: `${said}; ${sumUp(tally)}`, left }
  } finally {
    await vitest.close()
  }
}

function optionsOf({ changed, projects, until, root = top, options }: ChangedTests, tally: Tally): CliOptions {
  return {
    root,
    run: true,
    watch: false,
    project: [...projects],
    related: changed.map((path) => posix.join(root, path)),
    reporters: ['dot', tallyReporter(tally)],
    provide: { until },
    // npm test orders files by how long they took; what was cut short here would tell it wrongly.
    cache: false,
    sequence: { sequencer: AsGiven },
    ...options,
  }
}

class AsGiven {
  readonly sort = (files: TestSpecification[]): TestSpecification[] => files
  readonly shard = this.sort
}

async function runNearestFirst(vitest: Vitest, asked: ChangedTests): Promise<readonly TestModule[]> {
  // Projects of a root do not take this from its options.
  for (const project of vitest.projects) project.config.setupFiles.push(timeLimit)
  await vitest.standalone()
  const specs = await vitest.getRelevantTestSpecifications()
  const { root = top } = asked
  const files = specs.map((spec) => ({ spec, project: spec.project.name, path: relative(root, spec.moduleId) }))
  if (files.length === 0) return []
  const { testModules } = await vitest.runTestSpecifications(nearestFirst(files, asked).map(({ spec }) => spec))
  return testModules
}

function fileRun(module: TestModule): FileRun {
  const results = [...module.children.allTests()].map((test) => test.result())
  const late = results.filter((result) => result.state === 'skipped' && result.note === timeIsUp).length
  return { path: module.relativeModuleId, tests: results.length, late }
}
