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
  if (names(call, 'to').length === 0) throw stop('option-invalid', { option: '--to', value: text(call, 'to') ?? '' })
  return { ...labelSaid(call), level: needed(call, 'level'), category: needed(call, 'category') }
}

/** What was said of a label, whatever it is. */
export function labelSaid(call: Call): Readonly<Record<string, unknown>> {
  return defined({
    to: namesSaid(call, 'to'),
    level: text(call, 'level'),
    category: text(call, 'category'),
    basis: text(call, 'basis'),
    purpose: text(call, 'purpose'),
    reviewBy: moment(call, 'reviewBy'),
    handling: namesSaid(call, 'handling'),
    personalData: personalData(call),
  })
}

/** A list of names, unless nothing was said. */
export function namesSaid(call: Call, option: string): readonly string[] | undefined {
  const said = names(call, option)
  return said.length === 0 ? undefined : said
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
