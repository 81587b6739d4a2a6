import type { Session } from './session.ts'

/** Headings of the list of verbs, in its order. */
export const groups = ['exchange', 'contact', 'read', 'check', 'agreements', 'operate', 'govern', 'own'] as const
export type Group = (typeof groups)[number]

/** One option of a verb. Its description is `cli.option.<name>`, or `cli.verb.<verb>.option.<name>` where it means something else. */
export interface Flag {
  /** As commander reads it: `--to <P,P>`, `-n, --count <N>`, `--yes`. */
  readonly flags: string
  readonly choices?: readonly string[]
  readonly isRequired?: boolean
}

/**
 * A verb of the command line as data: commander, the help, shell completion and the tests all read this row.
 * `name` has a space where a verb has a second word (`backup create`).
 */
export interface Verb {
  readonly name: string
  readonly group: Group
  /** `<ACT>` is needed, `[ACT]` is not. */
  readonly args?: readonly string[]
  /** Values of the first argument, where they are few. */
  readonly choices?: readonly string[]
  readonly flags?: readonly Flag[]
  /** Command lines without the leading `tamga`, most common first. */
  readonly examples: readonly string[]
  /** Resolves to the exit code. */
  readonly run: (session: Session, call: Call) => Promise<number>
}

/** What was typed after the verb. */
export interface Call {
  readonly args: readonly (string | undefined)[]
  readonly options: Readonly<Record<string, unknown>>
}
