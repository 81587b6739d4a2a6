import { parseInstant, type Instant } from '#kernel/instant.ts'
import { stop } from './stop.ts'
import type { Call } from './verb.ts'

/** The word at a place; commander has already refused a verb without its needed words. */
export function word(call: Call, at = 0): string {
  return call.args[at] ?? ''
}

export function text(call: Call, name: string): string | undefined {
  const value = call.options[name]
  return typeof value === 'string' ? value : undefined
}

export function needed(call: Call, name: string): string {
  const value = text(call, name)
  if (value === undefined) throw stop('option-missing', { option: flagOf(name) })
  return value
}

export function isSet(call: Call, name: string): boolean {
  return call.options[name] === true
}

/** `bor,cas` as two words, sorted, each once. */
export function names(call: Call, name: string): readonly string[] {
  const words = (text(call, name) ?? '').split(',').map((part) => part.trim())
  return [...new Set(words.filter((part) => part !== ''))].toSorted()
}

export function count(call: Call, name: string): number | undefined {
  const value = text(call, name)
  if (value === undefined) return undefined
  if (/^\d{1,15}$/u.test(value)) return Number(value)
  throw stop('option-invalid', { option: flagOf(name), value })
}

/** `2027-11-21`, `2027-11-21 18:05Z` or a whole instant. */
export function moment(call: Call, name: string): Instant | undefined {
  const value = text(call, name)
  if (value === undefined) return undefined
  const [, day = '', time = '00:00', seconds = ':00', ms = '.000'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(\.\d{3})?Z)?$/u.exec(value) ?? []
  const instant = parseInstant(`${day}T${time}${seconds}${ms}Z`)
  if (instant === undefined) throw stop('option-invalid', { option: flagOf(name), value })
  return instant
}

export const flagOf = (name: string): string => `--${name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`
