import { expect, test } from 'vitest'
import { importsOfTree } from './changed-tests.ts'
import { distances, nearestFirst, reach } from './nearness.ts'

/** `low` is imported by `middle`, that by `high`; the tests of each stand beside it. */
const imports = new Map([
  ['low.ts', []],
  ['middle.ts', ['low.ts']],
  ['high.ts', ['middle.ts', 'apart.ts']],
  ['low.test.ts', ['low.ts']],
  ['middle.test.ts', ['middle.ts']],
  ['high.test.ts', ['high.ts']],
  ['a-low-and-more.test.ts', ['low.ts', 'high.ts']],
  ['apart.test.ts', ['apart.ts']],
  ['round.ts', ['trip.ts']],
  ['trip.ts', ['round.ts']],
])

test('check: a file is as far from a change as the shortest way of imports that leads to it', () => {
  const steps = distances(imports, ['low.ts'])
  expect(steps.get('low.ts')).toBe(0)
  expect(steps.get('low.test.ts')).toBe(1)
  expect(steps.get('middle.test.ts')).toBe(2)
  expect(steps.get('high.test.ts')).toBe(3)
  expect(steps.get('a-low-and-more.test.ts')).toBe(1)
  expect(steps.has('apart.test.ts')).toBe(false)
  expect(distances(imports, ['low.ts', 'high.ts']).get('high.test.ts')).toBe(1)
})

test('check: imports that lead in a circle end', () => {
  expect(distances(imports, ['round.ts'])).toEqual(
    new Map([
      ['round.ts', 0],
      ['trip.ts', 1],
    ]),
  )
  expect(reach(imports, 'round.ts')).toBe(2)
  expect(reach(imports, 'high.test.ts')).toBe(4)
})

test('check: tests come project by project, the nearest first, of equals the one that reaches least, strangers last', () => {
  const unit = ['apart', 'high', 'a-low-and-more', 'middle', 'low'].map((name) => ({
    project: 'unit',
    path: `${name}.test.ts`,
  }))
  const files = [{ project: 'federation', path: 'low.test.ts' }, ...unit]
  const sorted = nearestFirst(files, { imports, changed: ['low.ts'], projects: ['unit', 'federation'] })
  expect(sorted.map(({ project, path }) => `${project} ${path}`)).toEqual([
    'unit low.test.ts',
    'unit a-low-and-more.test.ts',
    'unit middle.test.ts',
    'unit high.test.ts',
    'unit apart.test.ts',
    'federation low.test.ts',
  ])
})

test('check: in the tree imports are read in every form, and the test beside a low module is the first of its tests', () => {
  const tree = importsOfTree()
  expect(tree.get('test/federation/federation.ts')).toContain('src/kernel/fault.ts')
  expect(tree.get('src/kernel/bytes.test.ts')).toContain('src/kernel/bytes.ts')
  const tests = [...tree.keys()].filter((path) => path.endsWith('.test.ts'))
  const files = tests.map((path) => ({ project: path.startsWith('test/') ? 'federation' : 'unit', path }))
  const changed = ['src/kernel/bytes.ts']
  const [first] = nearestFirst(files, { imports: tree, changed, projects: ['unit', 'federation'] })
  expect(first?.path).toBe('src/kernel/bytes.test.ts')
})
