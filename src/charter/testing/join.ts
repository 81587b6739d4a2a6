import { toBase64Url } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import { writeStrictJson } from '#kernel/strict-json.ts'
import { pae } from '#protocol/act/pae.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { joinRequestType, type SignedRequest } from '#protocol/acts/join-request.ts'
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
  const name = { en: keys.party, ru: keys.party, zh: keys.party }
  const statement = writeStrictJson({
    coalition,
    party: keys.party,
    name,
    url: url ?? `http://${keys.party}`,
    keys,
    at,
  })
  const made = await signer.signAct('root', pae(joinRequestType, statement))
  return {
    payload: toBase64Url(statement),
    signatures: made.map(({ keyid, sig }) => ({ keyid, sig: toBase64Url(sig) })),
  }
}
