/** How a refusal leaves the product: HTTP status of the problem document, exit code of the command line (docs/errors.md). */
export interface CodeRow {
  readonly status: number
  readonly exit: number
}

/**
 * Every refusal there is. A code is a word of the wire: receipts carry it, so it is never renamed, only added.
 * The sentence and the way out of each stand in the catalogues as `refusals.<code>.sentence` and `refusals.<code>.wayOut`.
 */
export const codes = {
  // protocol: bytes, keys, acts, parcels, attachments
  'act-malformed': { status: 400, exit: 5 },
  'attachment-damaged': { status: 422, exit: 5 },
  'attachment-range': { status: 416, exit: 2 },
  'crit-unknown': { status: 422, exit: 5 },
  'head-malformed': { status: 400, exit: 5 },
  'key-malformed': { status: 422, exit: 5 },
  'not-strict-json': { status: 400, exit: 5 },
  'parcel-malformed': { status: 400, exit: 5 },
  'parcel-mismatch': { status: 422, exit: 5 },
  'parcel-not-opened': { status: 422, exit: 5 },
  'signature-extra': { status: 422, exit: 5 },
  'signature-invalid': { status: 422, exit: 5 },
  'signature-missing': { status: 422, exit: 5 },
  'too-large': { status: 413, exit: 5 },
  'wrong-author': { status: 422, exit: 5 },
  'wrong-type': { status: 422, exit: 5 },

  // protocol: labels, kinds

  // protocol: journal

  // protocol: stix

  // platform

  // charter and the gate

  // rooms

  // node, command line
} as const satisfies Record<string, CodeRow>

export type Code = keyof typeof codes
