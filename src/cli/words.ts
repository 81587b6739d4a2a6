import type { Say } from './catalogue.ts'
import type { PartyState } from './answers.ts'
import type { Tone } from './output.ts'
import type { TableCell } from './table.ts'

const tones: Readonly<Record<string, Tone>> = {
  acknowledged: 'good',
  admitted: 'good',
  delivered: 'accent',
  erased: 'good',
  queued: 'dim',
  recalled: 'warn',
  refused: 'bad',
  dropped: 'bad',
  pending: 'warn',
  unrecorded: 'bad',
  untrusted: 'bad',
  withheld: 'bad',
}

/** A state in the reader's words; one this command line does not know stays as the node wrote it. */
export function stateWord(say: Say, state: string): string {
  const key = `cli.state.${state}`
  return say.has(key) ? say(key) : state
}

export function stateCell(say: Say, state: string): TableCell {
  const tone = tones[state]
  const text = stateWord(say, state)
  return tone === undefined ? text : { text, tone }
}

/** What an act without a title is called: its kind in the reader's words. */
export function kindWord(say: Say, kind: string): string {
  const key = `cli.kind.${kind.replace(/\/\d+$/u, '')}`
  return say.has(key) ? say(key) : kind
}

/** What is not real, in the reader's words: an exercise by its name, or a test. */
export function drillWord(say: Say, exercise: string): string {
  return exercise === 'test' ? say('cli.drill.test') : say('cli.drill.exercise', { exercise })
}

/** `2026-11-21 18:05Z`: records are shown in UTC. */
export function shortInstant(at: string | undefined): string {
  return at === undefined ? '' : at.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/u, '$1 $2Z')
}

export function labelWords(label: { level?: string | undefined; category?: string | undefined } | undefined): string {
  return [label?.level, label?.category].filter((part) => part !== undefined).join(' · ')
}

/** `bor admitted, cas delivered`, or counts by state where there are many. */
export function partiesWords(say: Say, parties: Readonly<Record<string, PartyState>>): string {
  const all = Object.entries(parties)
  const comma = say('cli.comma')
  if (all.length <= 3) return all.map(([party, { state }]) => `${party} ${stateWord(say, state)}`).join(comma)
  const byState = Object.entries(Object.groupBy(all, ([, { state }]) => state))
  return byState.map(([state, some]) => `${some?.length ?? 0} ${stateWord(say, state)}`).join(comma)
}

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** `3.4 MB`, in powers of a thousand, with the decimal sign of the reader's language. */
export function bytesWords(say: Say, bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3))
  const value = bytes / 1000 ** power
  const digits = power === 0 || value >= 100 ? 0 : 1
  return `${new Intl.NumberFormat(say.language, { maximumFractionDigits: digits }).format(value)} ${units[power] ?? 'B'}`
}

/** `act--3f2a9c1b`: enough to be told apart in a list; the verbs that take an act take this too. */
export function shortAct(act: string): string {
  return act.slice(0, 'act--'.length + 8)
}
