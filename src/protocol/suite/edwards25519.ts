import { toHex } from '#kernel/bytes.ts'

/** Encodings are little-endian; these constants are written as big-endian numbers, as RFC 8032 section 5.1 prints them. */
const prime = 2n ** 255n - 19n
const groupOrder = 2n ** 252n + 27742317777372353535851937790883648493n

/**
 * The y coordinates of the eight points of order 1, 2, 4 and 8: 1, -1, 0 and the two of order 8
 * (Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs", table 5).
 */
const smallOrder: readonly bigint[] = [
  1n,
  prime - 1n,
  0n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
]

/** Whether 32 bytes encode a y below the prime that belongs to no point of small order. The curve equation is the provider's to check. */
export function isSoundPoint(encoded: Uint8Array): boolean {
  const y = littleEndian(encoded) & (2n ** 255n - 1n)
  return y < prime && !smallOrder.includes(y)
}

/** Whether 32 bytes encode a scalar below the group order. */
export function isCanonicalScalar(encoded: Uint8Array): boolean {
  return littleEndian(encoded) < groupOrder
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes.toReversed())}`)
}
