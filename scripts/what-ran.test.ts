import { expect, test } from 'vitest'
import { whatRan } from './what-ran.ts'

const whole = { path: 'a.test.ts', tests: 3, late: 0 }

test('check: a run that came to its end says so and leaves nothing', () => {
  expect(whatRan([whole])).toEqual({ said: 'ran all test files that the change reaches (1)', left: [] })
  expect(whatRan([])).toEqual({ said: 'ran all test files that the change reaches (0)', left: [] })
})

test('check: a run whose time was up says how much ran and names every file that did not, wholly or in part', () => {
  const { said, left } = whatRan([
    whole,
    { path: 'b.test.ts', tests: 3, late: 1 },
    { path: 'c.test.ts', tests: 2, late: 2 },
  ])
  expect(said).toMatch(/^ran 1 of the 3 test files that the change reaches, .* npm test runs all$/)
  expect(left).toEqual(['b.test.ts (1 of its 3 tests)', 'c.test.ts'])
})
