import type { Parsed } from '../members.ts'
import { timestampKey } from '../timestamp.ts'
import type { Row, Rule } from './shape.ts'
import type { Walk } from './walk.ts'

/** The properties that a row asks for. */
export function checkRequired(walk: Walk, object: Parsed, { clause, required = [] }: Row): void {
  for (const property of required) {
    if (!Object.hasOwn(object, property)) walk.found('property-missing', { clause, params: { property } })
  }
}

/** The rules between members of one object. */
export function checkRules(walk: Walk, object: Parsed, { clause, rules = [] }: Row): void {
  for (const rule of rules) checkRule({ walk, object, clause }, rule)
}

interface Ruled {
  readonly walk: Walk
  readonly object: Parsed
  readonly clause: string
}

function checkRule({ walk, object, clause }: Ruled, rule: Rule): void {
  const has = (member: string): boolean => Object.hasOwn(object, member)
  switch (rule.kind) {
    case 'one-of': {
      const isThere = rule.members.some(has) || (rule.orExtension === true && has('extensions'))
      if (!isThere) walk.found('property-one-of', { clause, params: { properties: rule.members.join(', ') } })
      return
    }
    case 'needs': {
      const applies = has(rule.member) && (rule.is === undefined || object[rule.member] === rule.is)
      for (const property of applies ? rule.needs : []) {
        if (!has(property)) walk.found('property-needs', { clause, params: { property, needed: rule.member } })
      }
      return
    }
    case 'excludes': {
      const applies = has(rule.member) && (rule.is === undefined || object[rule.member] === rule.is)
      if (!applies || !has(rule.other)) return
      const because = rule.is === undefined ? rule.member : `${rule.member}: ${rule.is}`
      walk.found('property-excludes', { clause, params: { property: rule.other, because }, at: [rule.other] })
      return
    }
    case 'order':
      checkOrder({ walk, object, clause }, rule)
  }
}

function checkOrder({ walk, object, clause }: Ruled, rule: Extract<Rule, { kind: 'order' }>): void {
  const [earlier, later] = [keyOf(object, rule.earlier), keyOf(object, rule.later)]
  if (earlier === undefined || later === undefined) return
  const isInOrder = rule.strictly === true ? earlier < later : earlier <= later
  if (isInOrder) return
  const params = { earlier: rule.earlier, later: rule.later, strictly: rule.strictly === true ? 'yes' : 'no' }
  walk.found('timestamp-order', { clause, params, at: [rule.later] })
}

function keyOf(object: Parsed, member: string): string | undefined {
  const value = Object.hasOwn(object, member) ? object[member] : undefined
  return typeof value === 'string' ? timestampKey(value) : undefined
}
