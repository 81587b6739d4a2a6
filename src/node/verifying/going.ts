/** What was recomputed, by kind. */
export type Counts = Record<'acts' | 'entries' | 'rows' | 'files' | 'parcels' | 'checkpoints' | 'proofs', number>

/** A verification under way: how far it is, for whoever looks at it meanwhile, and whether it is to go on. */
export class Going {
  readonly checked: Counts = { acts: 0, entries: 0, rows: 0, files: 0, parcels: 0, checkpoints: 0, proofs: 0 }
  /** Of statements and files that were read. */
  bytes = 0
  readonly #signal: AbortSignal | undefined

  constructor(signal?: AbortSignal) {
    this.#signal = signal
  }

  /** Counts; throws the signal's reason where it is to end here. */
  add(counted: keyof Counts, count = 1): void {
    this.#signal?.throwIfAborted()
    this.checked[counted] += count
  }
}
