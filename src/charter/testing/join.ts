import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { signRequest, type SignedRequest } from '#protocol/acts/join-request.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'

export interface Joining {
  readonly coalition: ActId
  readonly at: Instant
  readonly url?: string
  /** Whose root signs; the candidate's own without it. */
  readonly signer?: Keyring
}

/** A candidate's request to join. */
export async function requestOf(
  keyring: Keyring,
  { coalition, at, url, signer = keyring }: Joining,
): Promise<SignedRequest> {
  const { keys } = keyring
  const { party } = keys
  const name = { en: party, ru: party, zh: party }
  return signRequest({ coalition, party, name, url: url ?? `http://${party}`, keys, at }, signer)
}
