import { scrypt } from 'node:crypto'

/** scrypt's cost: 2^17 blocks of 8 take 128 MiB and a few hundred milliseconds per guess. */
export const cost = { log2n: 17, r: 8, p: 1 } as const

/** 32 bytes from a passphrase and a salt of its own (RFC 7914). `log2n`: 14 to 20. */
export function keyFromPassphrase(passphrase: Uint8Array, salt: Uint8Array, log2n: number): Promise<Uint8Array> {
  const options = { N: 2 ** log2n, r: cost.r, p: cost.p, maxmem: 2 ** (log2n + 11) }
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, 32, options, (error, key) => {
      if (error === null) resolve(key)
      else reject(error)
    })
  })
}
