import { Fault } from '#kernel/fault.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { PartyKeys } from '#protocol/identity/keys.ts'

/**
 * A party's secrets as the charter has its keys now: a key that was drawn before is used from the moment at which the entry that names it is
 * adopted. Where the secrets of the present keys are not at hand nothing is signed, and what was sealed to former ones still opens.
 */
export function livingKeyring(secrets: Keyring, present: () => PartyKeys): Keyring {
  const found = new WeakMap<PartyKeys, Keyring>()
  const now = async (): Promise<Keyring> => {
    const keys = present()
    const known = found.get(keys) ?? (await secrets.under(keys))
    if (known === undefined) throw new Fault('keys-missing', { params: { role: '' } })
    found.set(keys, known)
    return known
  }
  return {
    get keys() {
      return present()
    },
    signAct: async (role, message) => (await now()).signAct(role, message),
    sign: async (role, message) => (await now()).sign(role, message),
    cosign: async (message) => (await now()).cosign(message),
    open: (sealed, context) => secrets.open(sealed, context),
    links: () => (found.get(present()) ?? secrets).links(),
    under: (keys) => secrets.under(keys),
  }
}
