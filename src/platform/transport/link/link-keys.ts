import { keyIdOf, rawKey } from '#protocol/identity/key-id.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { PartyKeys } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'

/** Who we are on a link: our `link` key, held by the keyring. `sign` answers 64 bytes of Ed25519. */
export interface LinkSigner {
  readonly party: Party
  /** Key id of our `link` key (identity/key-id.ts). */
  readonly keyid: string
  sign(message: Uint8Array): Promise<Uint8Array>
}

/**
 * Raw public `link` key with this id, if the charter holds it valid for the party now; else `undefined`. While a key is
 * being changed two may be valid.
 */
export type LinkKeys = (party: Party, keyid: string) => Uint8Array | undefined

export function linkSigner(keyring: Keyring): LinkSigner {
  const keyid = keyIdOf('link', 'ed25519', rawKey(keyring.keys.link.ed25519))
  return { party: keyring.keys.party, keyid, sign: (message) => keyring.sign('link', message) }
}

/** The `link` keys of the key sets that are valid now. `keysOf` answers nothing for a party that is unknown or suspended. */
export function linkKeysOf(keysOf: (party: Party) => readonly PartyKeys[]): LinkKeys {
  return (party, keyid) =>
    keysOf(party)
      .map((keys) => rawKey(keys.link.ed25519))
      .find((raw) => keyIdOf('link', 'ed25519', raw) === keyid)
}
