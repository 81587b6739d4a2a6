import { someValue, type Value } from './object-values.ts'
import type { JsonObject, Observed } from './observed.ts'
import type { Comparison } from './tree.ts'
import { valueTest, type Means } from './value-test.ts'

type Question = (root: JsonObject, objects: Observed['objects']) => boolean

/** Places of the observed data in which one object satisfies the comparison (STIX 2.1 section 9.5). */
export function candidatesOf(test: Comparison, observed: readonly Observed[], means: Means): readonly number[] {
  const asks = question(test, means)
  return observed.flatMap(({ objects }, place) => (objects.values().some((root) => asks(root, objects)) ? [place] : []))
}

function question(test: Comparison, means: Means): Question {
  if (test.kind === 'AND') {
    const asked = test.operands.map((operand) => question(operand, means))
    return (root, objects) => asked.every((one) => one(root, objects))
  }
  if (test.kind === 'OR') {
    const asked = test.operands.map((operand) => question(operand, means))
    return (root, objects) => asked.some((one) => one(root, objects))
  }
  const isIt: (value: Value) => boolean = test.kind === 'exists' ? () => true : valueTest(test, means)
  const { path } = test
  return (root, objects) => someValue(root, { path, objects, steps: means.steps, isIt })
}
