import type { Door } from '../api/forms.ts'

/**
 * The tour, in its order: at which house of the demo, in which role. Its words stand under `tour.<name>`. Each step is a screen as it is, with
 * the bar of the tour over it.
 */
export const steps = [
  { name: 'share', house: 0, role: 'liaison', line: 'share report.txt --to B --level LOW --category CATEGORY' },
  { name: 'receive', house: 1, role: 'duty', line: 'ack ACT' },
  { name: 'nothing', house: 2, role: 'analyst', line: 'search TITLE' },
  { name: 'refused', house: 0, role: 'liaison', line: 'preview --to B,C --level HIGH --category CATEGORY' },
  { name: 'recall', house: 0, role: 'liaison', line: 'recall ACT --reason TEXT' },
  { name: 'verify', house: 1, role: 'admin', line: 'verify --all' },
  { name: 'yours', house: 0, role: 'liaison', line: 'init --party NAME' },
] as const

/** The same step as one line of the command line, with what it is about filled in as far as it is known. */
export const lineOf = ({ line }: Step, known: Readonly<Record<string, string | undefined>>): string =>
  `tamga ${line.replaceAll(/\b[A-Z]+\b/gu, (word) => known[word] ?? word)}`
export type Step = (typeof steps)[number]

/** Numbers of steps count from 1. */
export const stepAt = (number: number | undefined): Step | undefined =>
  number === undefined ? undefined : steps[number - 1]

export interface Cast {
  readonly party: string
  readonly url: string
  readonly account: string
}

/** Who plays in a step: the house, and its account of that role. */
export function castOf({ demo }: Door, { house, role }: Step): Cast | undefined {
  const place = demo?.houses[house]
  const account = demo?.accounts.find((one) => one.role === role)
  return place === undefined || account === undefined ? undefined : { ...place, account: account.name }
}

/** The three states of the tour by what its sentences call them. */
export function namesOf({ demo }: Door): Readonly<Record<'a' | 'b' | 'c', string>> {
  const [a = '', b = '', c = ''] = demo?.houses.map(({ party }) => party) ?? []
  return { a, b, c }
}
