/** What `doctor` found: the sentence is `cli.doctor.<check>.<state>`, the command that mends it stands beside. */
export interface Finding {
  readonly check: string
  readonly state: 'ok' | 'warn' | 'bad'
  readonly params?: Readonly<Record<string, string | number>>
  readonly fix?: string
}
