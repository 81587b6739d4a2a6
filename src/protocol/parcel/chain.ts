import { isRefusal } from '#kernel/refusal.ts'
import { headerDigest, readHeader, verifyHeader, type ParcelHeader } from './header.ts'

/** A header as it was signed. */
export interface SignedHeader {
  readonly header: Uint8Array
  readonly signature: Uint8Array
}

/** Where a stream stands: its last number and the digest of that header; 0 and nothing before the first. */
export interface Linked {
  readonly number: number
  readonly digest: string
}

export const beforeFirst: Linked = { number: 0, digest: '' }

export type ChainFault = 'signature' | 'header' | 'gap' | 'chain'

/**
 * The next header of a stream: signed by one of the author's keys, numbered without gap, naming the one before. `last`: none where what comes
 * before it is gone.
 */
export function nextInChain(
  signed: SignedHeader,
  linkKeys: readonly Uint8Array[],
  last: Linked | undefined,
): { readonly header: ParcelHeader; readonly linked: Linked } | ChainFault {
  if (verifyHeader(signed.header, signed.signature, linkKeys) !== undefined) return 'signature'
  const header = readHeader(signed.header)
  if (isRefusal(header)) return 'header'
  if (last !== undefined && header.number !== last.number + 1) return 'gap'
  if (last !== undefined && header.previous !== last.digest) return 'chain'
  return { header, linked: { number: header.number, digest: headerDigest(signed.header) } }
}
