import type { Reporter, TestModule } from 'vitest/node'

export interface Skip {
  /** File, project and full name of the test. */
  readonly test: string
  /** What the test said when it stepped aside, or nothing: then its name says it. */
  readonly reason?: string
}

/** What a run came to. */
export interface Tally {
  passed: number
  failed: number
  readonly skipped: Skip[]
}

/** Counts tests into a tally. A file that does not load, a test that never ended and an error outside of tests are failures. */
export function tallyReporter(tally: Tally): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      tally.failed += unhandledErrors.length
      for (const module of modules) count(module, tally)
    },
  }
}

function count(module: TestModule, tally: Tally): void {
  const brokenSuites = [...module.children.allSuites()].filter((suite) => suite.errors().length > 0)
  tally.failed += module.errors().length + brokenSuites.length
  for (const test of module.children.allTests()) {
    const result = test.result()
    switch (result.state) {
      case 'passed':
        tally.passed += 1
        break
      case 'failed':
      case 'pending':
        tally.failed += 1
        break
      case 'skipped': {
        const name = `${module.relativeModuleId} > ${test.fullName}`
        tally.skipped.push(result.note === undefined ? { test: name } : { test: name, reason: result.note })
        break
      }
    }
  }
}

/** The last line of `npm test`. */
export const sumUp = (tally: Tally): string =>
  `${tally.passed} passed, ${tally.failed} failed, ${tally.skipped.length} skipped`
