import type { Instant } from '#kernel/instant.ts'
import type { Refusal } from '#kernel/refusal.ts'
import type { Act, ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Transaction } from '#platform/db/store.ts'
import type { Change, Table } from '#platform/db/table.ts'

/** An act that was admitted on this node, and what its projection may depend on: nothing else. */
export interface Arrived {
  readonly act: Act
  readonly arrival: number
  readonly arrivedAt: Instant
  /** The party of this node: its own acts keep what others must erase. */
  readonly self: Party
  /** Plaintext of the attachments that `reads` named, by position. */
  readonly attachments: ReadonlyMap<number, Uint8Array>
}

/**
 * Row changes, and the acts that are taken back: where they are others', their content is destroyed; where they are ours, what was
 * sealed and not yet fetched is sent no more. Only acts of the same author are, whatever is named.
 */
export interface Projected {
  readonly changes: readonly Change[]
  readonly erases?: readonly ActId[]
  /** Bells rung once it stands, for whoever follows these rows. */
  readonly rings?: readonly string[]
}

/**
 * The largest attachment that a projection may want opened, since it holds the whole of it: what is brought larger is a file and nothing
 * more, and an act that says otherwise is refused before a byte is fetched.
 */
export const maxReadBytes = 256 * 1024 * 1024

/**
 * Who turns acts of some kinds into rows. Pure: a rebuild in the same order gives the same rows, on PostgreSQL and on the
 * simulated store.
 */
export interface Projector {
  readonly kinds: readonly string[]
  readonly tables: readonly Table[]
  /** Those of them whose rows belong to one act and stand under its `arrival`: they go when its author takes it back. */
  readonly parts?: readonly Table[]
  /** Before these go: what other acts' rows must take over from those of this one. */
  readonly handOver?: (tx: Transaction, arrival: number) => Promise<void>
  /** Whether it keeps what is exercise or test apart from what is real wherever it shows or counts it; without it such acts are not let in. */
  readonly keepsExercises?: true
  /** Rows by which an act counts for something, in tables with its `arrival`, or with its id as `act`: they go while it is untrusted. */
  readonly counts?: {
    readonly parts?: readonly Table[]
    readonly byAct?: readonly Table[]
    /** Tables of other acts' rows on which it left a mark: `unmark` takes that off, and its changes of them put it on again. */
    readonly marks?: readonly Table[]
    readonly unmark?: (tx: Transaction, of: Pick<Act['said'], 'author'> & { readonly act: ActId }) => Promise<void>
  }
  /** Positions of the attachments whose plaintext `project` wants; the others are never opened. */
  readonly reads?: (act: Act) => readonly number[]
  /** A refusal is a rule about the content, found on arrival: the act is then not admitted and its author is told. */
  readonly project: (arrived: Arrived) => Projected | Refusal
}

/** The projector of a kind, or `undefined` where this node has none: such an act is kept and shown as not supported. */
export type Projectors = ReadonlyMap<string, Projector>

export function projectorsOf(all: readonly Projector[]): Projectors {
  return new Map(all.flatMap((projector) => projector.kinds.map((kind) => [kind, projector] as const)))
}
