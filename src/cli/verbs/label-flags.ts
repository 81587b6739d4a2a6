import { isSet, moment, names, needed, text } from '../call.ts'
import { stop } from '../stop.ts'
import type { Call, Flag } from '../verb.ts'

/** Options that make the label of a share, the same for `share` and `preview`. */
export const labelFlags: readonly Flag[] = [
  { flags: '--to <P,P>', isRequired: true },
  { flags: '--category <C>', isRequired: true },
  { flags: '--level <L>', isRequired: true },
  { flags: '--basis <A>' },
  { flags: '--purpose <U>' },
  { flags: '--handling <H,H>' },
  { flags: '--review-by <DATE>' },
  { flags: '--personal-data <PURPOSE>' },
  { flags: '--legal-basis <TEXT>' },
  { flags: '--data-expires <DATE>' },
]

/** The label as the node takes it. What was not said is left to the node's defaults. */
export function labelWish(call: Call): Readonly<Record<string, unknown>> {
  const to = names(call, 'to')
  if (to.length === 0) throw stop('option-invalid', { option: '--to', value: text(call, 'to') ?? '' })
  const handling = names(call, 'handling')
  const wish = {
    to,
    level: needed(call, 'level'),
    category: needed(call, 'category'),
    basis: text(call, 'basis'),
    purpose: text(call, 'purpose'),
    reviewBy: moment(call, 'reviewBy'),
    handling: handling.length === 0 ? undefined : handling,
    personalData: personalData(call),
  }
  return defined(wish)
}

function personalData(call: Call): Readonly<Record<string, string>> | undefined {
  const purpose = text(call, 'personalData')
  if (purpose === undefined) return undefined
  const expires = moment(call, 'dataExpires')
  if (expires === undefined) throw stop('option-missing', { option: '--data-expires' })
  return { purpose, legalBasis: needed(call, 'legalBasis'), expires }
}

/** Without the members that were not said. */
export function defined(wish: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined))
}

export const isRehearsal = (call: Call): boolean => isSet(call, 'preview') || isSet(call, 'dryRun')
