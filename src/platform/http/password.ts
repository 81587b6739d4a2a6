import { scrypt, timingSafeEqual } from 'node:crypto'
import { encodeUtf8, fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import type { Random } from '#kernel/ports.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'

/** Logarithm of scrypt's cost N. 17 with r = 8 takes 128 MiB and some tenths of a second: one guess costs as much (RFC 7914). */
export const usualLog2n = 17
const blockSize = 8
const saltBytes = 16
const keyBytes = 32

export const fewestLetters = 12
const mostBytes = 1024

/** `scrypt$17$8$SALT$KEY`: both in base64url, so that a hash made with another cost can still be checked. */
const shape = /^scrypt\$(\d{1,2})\$8\$([A-Za-z0-9_-]{22})\$([A-Za-z0-9_-]{43})$/u

/** What stands in a document or a list of first guesses; nobody may choose it. */
const known: ReadonlySet<string> = new Set(['password1234', '123456789012', 'qwertyuiopas', 'tamga demo 2026'])

/** Why nobody may sign in with that: too short, too long, or known to everyone. */
export function weaknessOf(password: string): Refusal<'password-weak'> | undefined {
  const letters = password.match(/./gsu) ?? []
  const isFit = letters.length >= fewestLetters && encodeUtf8(password).length <= mostBytes && !known.has(password)
  return isFit ? undefined : refuse('password-weak', 'console: passwords', { least: fewestLetters })
}

/** The text that is kept of a password. */
export async function hashPassword(password: string, random: Random, log2n: number = usualLog2n): Promise<string> {
  const salt = random.bytes(saltBytes)
  return `scrypt$${log2n}$${blockSize}$${toBase64Url(salt)}$${toBase64Url(await derived(password, salt, log2n))}`
}

/** Whether a password is the one that was hashed. Without a hash the same work is done for nothing, so that time tells nobody which names exist. */
export async function checkPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, log2n = String(usualLog2n), salt = '', key = ''] = shape.exec(hash ?? '') ?? []
  const wanted = fromBase64Url(key)
  const given = await derived(password, fromBase64Url(salt) ?? new Uint8Array(saltBytes), Number(log2n))
  return wanted?.length === keyBytes && timingSafeEqual(given, wanted)
}

/** One spelling of letters that can be typed in several ways (NFC). */
function derived(password: string, salt: Uint8Array, log2n: number): Promise<Uint8Array> {
  const options = { N: 2 ** log2n, r: blockSize, p: 1, maxmem: 2 ** log2n * blockSize * 128 * 2 }
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC').slice(0, mostBytes), salt, keyBytes, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })
}
