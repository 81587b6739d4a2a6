/** Said by a test that did not begin because the time of the run was up. */
export const timeIsUp = 'the time of this run was up'

/** How much of a test file ran: its tests, and those of them that did not begin because the time was up. */
export interface FileRun {
  readonly path: string
  readonly tests: number
  readonly late: number
}

/** What ran and what did not; `left` is empty when everything ran. */
export interface WhatRan {
  readonly said: string
  readonly left: readonly string[]
}

/** In words how many of the files ran, and by name those that did not, or not to their end. */
export function whatRan(files: readonly FileRun[]): WhatRan {
  const cut = files.filter(({ late }) => late > 0)
  if (cut.length === 0) return { said: `ran all test files that the change reaches (${files.length})`, left: [] }
  const left = cut.map(({ path, tests, late }) => (late === tests ? path : `${path} (${late} of its ${tests} tests)`))
  const ran = files.length - cut.length
  return {
    said: `ran ${ran} of the ${files.length} test files that the change reaches, nearest first, then the time was up; npm test runs all`,
    left,
  }
}
