import { verify, type KeyObject } from 'node:crypto'

/** The provider's verification on a thread of its own; false, never a rejection, for whatever it takes for no signature. */
export function verifyAside(key: KeyObject, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      verify(null, message, key, signature, (error, isValid) => resolve(error === null && isValid))
    } catch {
      resolve(false)
    }
  })
}
