import type { ActId, AttachmentRef, Audience, Desk, Kind } from '#protocol/act/statement.ts'
import type { Label } from '#protocol/label/label.ts'

/** A file already sealed in the blob store, with what opens it: base64url salt and key. */
export interface SealedFile {
  readonly ref: AttachmentRef
  readonly salt: string
  readonly key: string
  readonly blob: string
  readonly sealedBytes: number
}

/** What a room's `decide` answers: an act but for what only the office knows (coalition, author, time, salt, signatures). */
export interface Draft {
  readonly kind: Kind
  readonly audience: Audience
  readonly label: Label
  readonly officers: readonly Desk[]
  readonly refs: readonly ActId[]
  readonly attachments: readonly SealedFile[]
  readonly body: Readonly<Record<string, unknown>>
  /** The entry relied on, where it is not the newest: about a successor everyone speaks from where he is to begin. */
  readonly under?: ActId
}
