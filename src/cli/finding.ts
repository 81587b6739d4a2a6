/** What `doctor` found: the sentence is `cli.doctor.<check>.<state>`, the command that mends it stands beside. */
export interface Finding {
  readonly check: string
  readonly state: 'ok' | 'warn' | 'bad'
  readonly params?: Readonly<Record<string, string | number>>
  readonly fix?: string
  /** Mends it here and now; only what belongs to this user on this machine. */
  readonly mend?: () => Promise<void>
}
