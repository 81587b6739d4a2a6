/** How many of `n` witnesses must cosign, the author not counted, and how many lying ones that tolerates (protocol.md 6). */
export interface Quorum {
  readonly n: number
  /** Lying witnesses tolerated: floor((n-1)/3). */
  readonly f: number
  /** The least k with 2k - n > f. A coalition of one has no witnesses and needs none. */
  readonly k: number
}

export function quorumOf(n: number): Quorum {
  if (n <= 0) return { n: 0, f: 0, k: 0 }
  const f = Math.floor((n - 1) / 3)
  return { n, f, k: Math.floor((n + f) / 2) + 1 }
}
