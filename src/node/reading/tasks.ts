import type { Refusal } from '#kernel/refusal.ts'
import type { Change, Row } from '#platform/db/table.ts'
import type { Arrived } from '#platform/record/projector.ts'
import type { StixSummary } from '#platform/record/reading.ts'
import type { Indexed, indexedOf } from '#platform/search/indexer.ts'
import type { waiting } from '#platform/search/tables.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Code } from '#protocol/codes.ts'
import type { Version } from '#rooms/exchange/posting/fates.ts'
import type { Into, Known, Made } from '#rooms/exchange/posting/making.ts'
import type { AttachmentClaim } from '#protocol/parcel/attachment-opener.ts'
import type { AttachmentKey } from '#protocol/parcel/attachment.ts'

/** A plaintext in memory that all threads see, and the number by which a thread knows that it has read it. */
export interface Lent {
  readonly file: number
  readonly plaintext: Uint8Array<SharedArrayBuffer>
}

/** What a thread starts with. */
export interface WorkerData {
  /** In which all threads note what they met. */
  readonly lately: SharedArrayBuffer
}

/** What a document is sealed under, and what its act says of it. */
export interface SealedBy {
  readonly secret: AttachmentKey
  readonly claim: AttachmentClaim
}

/** An envelope, and the number under which the bundle that is made of it is asked for again. */
export interface Posted {
  readonly lent: Lent
  readonly bundle: number
  readonly into: Into
}

/**
 * What a reading thread is asked. `ahead`: to read on, so many bytes are there; `open`: to open the next sealed bytes and read on, `end`: those
 * were the last; `drop`: to forget it; `words`: to make words of what somebody else read; `envelope`: to read what a tool posted,
 * `versions`: to say what may be shared of it, `make`: to make of it what is to be written.
 */
export type Task =
  | { readonly kind: 'open'; readonly lent: Lent; readonly by: SealedBy; readonly sealed: Uint8Array }
  | { readonly kind: 'end'; readonly lent: Lent; readonly by: SealedBy }
  | { readonly kind: 'ahead'; readonly lent: Lent; readonly bytes: number }
  | { readonly kind: 'drop'; readonly lent: Lent }
  | { readonly kind: 'read'; readonly lent: Lent }
  | ({ readonly kind: 'envelope' } & Posted)
  | ({ readonly kind: 'make'; readonly known: Known } & Posted)
  | ({ readonly kind: 'versions' } & Posted)
  | { readonly kind: 'project'; readonly lent: Lent; readonly arrived: Omit<Arrived, 'attachments'> }
  | { readonly kind: 'words'; readonly given: Parameters<typeof indexedOf> }
  | { readonly kind: 'index'; readonly lent: Lent; readonly held: Row<typeof waiting>; readonly limit: number }

/** A change as it passes between threads: its table by name. */
export type NamedChange = Change extends infer Each ? (Each extends { table: unknown } ? Unnamed<Each> : never) : never
type Unnamed<Each> = Omit<Each, 'table'> & { readonly table: string }

export interface NamedProjected {
  readonly changes: readonly NamedChange[]
  readonly erases?: readonly ActId[]
}

/** What it answers. `fault`: the code of what was thrown. */
export type Done =
  | { readonly kind: 'noted' }
  | { readonly kind: 'opened'; readonly refusal?: Refusal }
  | { readonly kind: 'read'; readonly said: StixSummary | Refusal<Code> }
  | { readonly kind: 'project'; readonly projected: NamedProjected | Refusal }
  | { readonly kind: 'index'; readonly indexed: Indexed }
  /** `made`: what is to be written if what was met again is shared and stands as it is. */
  | { readonly kind: 'envelope'; readonly again: readonly Version[] | undefined; readonly made?: Made }
  | { readonly kind: 'not-envelope'; readonly refusal: Refusal }
  | { readonly kind: 'made'; readonly made: Made }
  /** Follows whatever is told with something made: the words of all its objects, under no arrival yet. */
  | { readonly kind: 'made-words'; readonly indexed: Indexed | undefined }
  | { readonly kind: 'versions'; readonly versions: readonly Version[] }
  | { readonly kind: 'failed'; readonly fault: string }

/** Whether words of what was made follow. */
export const hasWords = (done: Done): boolean =>
  done.kind === 'made' || (done.kind === 'envelope' && done.made !== undefined)
