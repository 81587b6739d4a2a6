import { Fault } from '#kernel/fault.ts'
import { keyIdOf, rawKey } from '#protocol/identity/key-id.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { PartyKeys } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'

/** Who we are on a link: a `link` key of ours, held by the keyring. `sign` answers 64 bytes of Ed25519. */
export interface LinkSigner {
  readonly party: Party
  /** Key id of our `link` key (identity/key-id.ts). */
  readonly keyid: string
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** Raw public `link` key with this id, if it is the party's by the charter as this node knows it; else `undefined`. */
export type LinkKeys = (party: Party, keyid: string) => Uint8Array | undefined

/** Every key with which we may be known to a peer, the present one first. */
export function linkSigners(keyring: Keyring): readonly [LinkSigner, ...LinkSigner[]] {
  const [first, ...others] = keyring.links().map(({ publicKey, sign }): LinkSigner => {
    return { party: keyring.keys.party, keyid: linkKeyId(publicKey), sign }
  })
  if (first === undefined) throw new Fault('keys-missing', { params: { role: 'link' } })
  return [first, ...others]
}

export function linkSigner(keyring: Keyring): LinkSigner {
  return linkSigners(keyring)[0]
}

/** The key with this id, which a peer expects of us; the present one where there is none. */
export function signerExpected(keyring: Keyring, keyid: string | undefined): LinkSigner {
  const signers = linkSigners(keyring)
  return signers.find((signer) => signer.keyid === keyid) ?? signers[0]
}

/** Id of a `link` key as the charter holds it. */
export const linkKeyId = (publicKey: string): string => keyIdOf('link', 'ed25519', rawKey(publicKey))

/** The `link` keys of the key sets that are valid now. `keysOf` answers nothing for a party that is unknown. */
export function linkKeysOf(keysOf: (party: Party) => readonly PartyKeys[]): LinkKeys {
  return (party, keyid) =>
    keysOf(party)
      .map((keys) => rawKey(keys.link.ed25519))
      .find((raw) => keyIdOf('link', 'ed25519', raw) === keyid)
}
