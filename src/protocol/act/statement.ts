import type { Brand } from '#kernel/brand.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Label } from '#protocol/label/label.ts'
import type { Party } from '#protocol/identity/party.ts'

/** `act--` and the SHA-256 of PAE(payload type, statement bytes), lower-case hex. */
export type ActId = Brand<`act--${string}`, 'ActId'>
/** `room.verb/major`, for example `exchange.share/1`. */
export type Kind = Brand<string, 'Kind'>
/** A desk in the author's house, never a person's name. */
export type Desk = Brand<string, 'Desk'>
/** Explicit and sorted, never empty; or the coalition, later parties included (charter kinds). */
export type Audience = readonly Party[] | { readonly coalition: true }

/** A sealed file that an act carries. `digest`: SHA-256(32-byte salt, then plaintext); the salt travels sealed. */
export interface AttachmentRef {
  readonly digest: string
  readonly bytes: number
  readonly mediaType: string
  readonly name: string
}

/** The signed JSON of an act (protocol.md 4), as parsed from the bytes that were signed. */
export interface Statement {
  readonly kind: Kind
  /** ActId of genesis; `self` in genesis itself. */
  readonly coalition: ActId | 'self'
  readonly author: Party
  readonly officers: readonly Desk[]
  /** Claimed by the author, informational. */
  readonly at: Instant
  readonly audience: Audience
  readonly label: Label
  /** The newest charter entry the author relied on; `self` in genesis. */
  readonly charter: ActId | 'self'
  readonly refs: readonly ActId[]
  /** 32 random bytes, base64url. */
  readonly salt: string
  readonly attachments: readonly AttachmentRef[]
  readonly crit: readonly string[]
  readonly body: Readonly<Record<string, unknown>>
}

/** One signature of an envelope: key id (see identity/key-id.ts) and raw signature. */
export interface ActSignature {
  readonly keyid: string
  readonly sig: Uint8Array
}

/** A signed act as it travels: the exact bytes that were signed and the signatures over their PAE. */
export interface SignedAct {
  readonly payloadType: string
  readonly statement: Uint8Array
  readonly signatures: readonly ActSignature[]
}

/** A signed act whose id, strict form and schema were checked: what rooms see. */
export interface Act extends SignedAct {
  readonly id: ActId
  readonly said: Statement
}
