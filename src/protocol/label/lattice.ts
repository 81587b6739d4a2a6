import type { Instant } from '#kernel/instant.ts'
import type { Label } from './label.ts'
import { familyOf, levelRank, sortHandling, type LabelPolicy } from './policy.ts'

/** Between names that a join holds together: no slug contains it, so a joined name is none that the charter could know. */
const joint = '+'

/**
 * The label of what is made of two labelled things: at least as strict as either in every part, and no stricter than that asks.
 * Associative, commutative and idempotent on canonical labels. Where two names cannot both stand (category, purpose, basis,
 * exercise) the result names both, `cbrn+drones`: readers and agreements that do not cover both then do not match.
 */
export function join(one: Label, other: Label, policy: LabelPolicy): Label {
  const personalData = joinPersonalData(one.personalData, other.personalData)
  return {
    level: stricterLevel(one.level, other.level, policy),
    category: joinNames(one.category, other.category) ?? '',
    handling: joinHandling(one.handling, other.handling, policy),
    ...present('grading', joinGrading(one.grading, other.grading)),
    ...present('basis', joinNames(one.basis, other.basis)),
    ...present('purpose', joinNames(one.purpose, other.purpose)),
    ...present('reviewBy', earlier(one.reviewBy, other.reviewBy)),
    ...present('personalData', personalData),
    ...present('exercise', joinNames(one.exercise, other.exercise)),
  }
}

/** Whether whoever satisfies `bound` satisfies `label`: it is no stricter in any part. */
export function atMost(label: Label, bound: Label, policy: LabelPolicy): boolean {
  return sameLabel(join(label, bound, policy), canonical(bound, policy))
}

/** The label in the one spelling of its meaning: codes of handling sorted, one of each family, joined names sorted. */
export function canonical(label: Label, policy: LabelPolicy): Label {
  return join(label, label, policy)
}

function sameLabel(one: Label, other: Label): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function present<Name extends string, Value>(name: Name, value: Value | undefined): { [N in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [N in Name]: Value })
}

function stricterLevel(one: string, other: string, policy: LabelPolicy): string {
  const [left, right] = [levelRank(one, policy), levelRank(other, policy)]
  if (left === right) return one > other ? one : other
  return left > right ? one : other
}

function joinNames(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return one === other && !one.includes(joint)
    ? one
    : sortedNames([...one.split(joint), ...other.split(joint)]).join(joint)
}

function sortedNames(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted()
}

/** All codes of both, of each family only the strictest. */
function joinHandling(one: readonly string[], other: readonly string[], policy: LabelPolicy): readonly string[] {
  const strictest = new Map<string, string>()
  for (const code of sortHandling([...one, ...other], policy)) strictest.set(familyOf(code), code)
  return sortHandling([...strictest.values()], policy)
}

/** Letters and digits worsen upwards; what is graded in one part only is not graded. */
function joinGrading(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return undefined
  return [0, 1].map((at) => ((one[at] ?? '') > (other[at] ?? '') ? one[at] : other[at])).join('')
}

function earlier(one: Instant | undefined, other: Instant | undefined): Instant | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return one < other ? one : other
}

type PersonalData = NonNullable<Label['personalData']>

function joinPersonalData(one: PersonalData | undefined, other: PersonalData | undefined): PersonalData | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return {
    purpose: joinNames(one.purpose, other.purpose) ?? '',
    legalBasis: joinNames(one.legalBasis, other.legalBasis) ?? '',
    expires: one.expires < other.expires ? one.expires : other.expires,
  }
}
