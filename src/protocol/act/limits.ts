/** What an act may cost its reader (protocol.md 10). A charter may set less, never more. */
export interface ActLimits {
  readonly actBytes: number
  readonly depth: number
  readonly refs: number
  readonly recipients: number
}

export const actLimits: ActLimits = { actBytes: 262_144, depth: 32, refs: 64, recipients: 64 }

/** Founders of a coalition sign one genesis, each with two suites; an envelope holds no more signatures than that. */
export const maxSignatures = 128
/** An envelope of the largest act with the most signatures, in base64url. */
export const maxEnvelopeBytes = 1_048_576
