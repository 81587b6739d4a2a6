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
  'not-strict-json': { status: 400, exit: 2 },
  'parcel-malformed': { status: 400, exit: 5 },
  'parcel-mismatch': { status: 422, exit: 5 },
  'parcel-not-opened': { status: 422, exit: 5 },
  'signature-extra': { status: 422, exit: 5 },
  'signature-invalid': { status: 422, exit: 5 },
  'signature-missing': { status: 422, exit: 5 },
  'too-large': { status: 413, exit: 1 },
  'wrong-author': { status: 422, exit: 5 },
  'wrong-type': { status: 422, exit: 5 },

  // protocol: labels, kinds
  'attachment-count': { status: 422, exit: 5 },
  'audience-form': { status: 422, exit: 5 },
  'body-malformed': { status: 422, exit: 5 },
  'category-unknown': { status: 422, exit: 3 },
  'citation-missing': { status: 422, exit: 5 },
  'handling-twice': { status: 422, exit: 3 },
  'handling-unknown': { status: 422, exit: 3 },
  'kind-unknown': { status: 422, exit: 5 },
  'label-malformed': { status: 422, exit: 3 },
  'level-unknown': { status: 422, exit: 3 },
  'officer-missing': { status: 422, exit: 5 },
  'personal-data-expired': { status: 422, exit: 3 },
  'personal-data-incomplete': { status: 422, exit: 3 },
  'purpose-unknown': { status: 422, exit: 3 },
  'review-missing': { status: 422, exit: 3 },
  'review-on-record': { status: 422, exit: 5 },
  'review-passed': { status: 422, exit: 3 },
  'review-too-far': { status: 422, exit: 3 },

  // protocol: journal
  'checkpoint-unsigned': { status: 422, exit: 5 },
  'fork-unproven': { status: 422, exit: 5 },
  'not-in-journal': { status: 422, exit: 5 },
  'not-witnessed': { status: 422, exit: 5 },
  'policy-malformed': { status: 400, exit: 5 },
  'proof-malformed': { status: 400, exit: 5 },

  // protocol: stix
  'person-record': { status: 422, exit: 3 },
  'stix-duplicate-member': { status: 422, exit: 1 },
  'stix-not-bundle': { status: 422, exit: 1 },
  'stix-not-json': { status: 422, exit: 1 },
  'stix-not-utf8': { status: 422, exit: 1 },
  'stix-object-id': { status: 422, exit: 1 },
  'stix-object-timestamp': { status: 422, exit: 1 },
  'stix-object-too-large': { status: 422, exit: 1 },
  'stix-object-type': { status: 422, exit: 1 },
  'stix-object-version': { status: 422, exit: 1 },
  'stix-too-deep': { status: 422, exit: 1 },
  'stix-too-many-objects': { status: 422, exit: 1 },
  'stix-truncated': { status: 422, exit: 1 },

  // platform
  'cursor-invalid': { status: 400, exit: 2 },
  'digest-mismatch': { status: 400, exit: 5 },
  internal: { status: 500, exit: 1 },
  'link-key-unknown': { status: 401, exit: 5 },
  'link-misaddressed': { status: 421, exit: 5 },
  'link-replayed': { status: 409, exit: 5 },
  'link-signature-invalid': { status: 401, exit: 5 },
  'link-unsigned': { status: 401, exit: 5 },
  'media-type': { status: 415, exit: 2 },
  'method-not-allowed': { status: 405, exit: 2 },
  'not-authenticated': { status: 401, exit: 4 },
  'not-found': { status: 404, exit: 4 },
  'request-invalid': { status: 400, exit: 2 },
  'role-not-allowed': { status: 403, exit: 4 },
  'too-many-connections': { status: 429, exit: 6 },
  'too-slow': { status: 408, exit: 6 },
  unavailable: { status: 503, exit: 6 },
  'not-processed': { status: 500, exit: 1 },

  // charter and the gate
  'addressed-to-self': { status: 422, exit: 3 },
  'agreement-not-in-force': { status: 403, exit: 3 },
  'agreement-standing': { status: 403, exit: 3 },
  'agreement-unknown': { status: 422, exit: 3 },
  'author-standing': { status: 403, exit: 3 },
  'author-unknown': { status: 403, exit: 3 },
  'box-key-invalid': { status: 422, exit: 5 },
  'category-not-covered': { status: 403, exit: 3 },
  'charter-entry-unknown': { status: 503, exit: 6 },
  'charter-stale': { status: 503, exit: 6 },
  'exercise-separation': { status: 422, exit: 3 },
  'genesis-inconsistent': { status: 422, exit: 5 },
  'keys-frozen': { status: 403, exit: 3 },
  'keys-unconfirmed': { status: 403, exit: 3 },
  'level-above-ceiling': { status: 403, exit: 3 },
  'no-agreement': { status: 403, exit: 3 },
  'no-common-agreement': { status: 403, exit: 3 },
  'not-addressed': { status: 403, exit: 3 },
  'not-genesis': { status: 422, exit: 5 },
  'other-coalition': { status: 403, exit: 3 },
  'personal-data-not-covered': { status: 403, exit: 3 },
  'personal-data-too-long': { status: 403, exit: 3 },
  'purpose-missing': { status: 422, exit: 3 },
  'purpose-not-covered': { status: 403, exit: 3 },
  'recipient-standing': { status: 403, exit: 3 },
  'recipient-unknown': { status: 403, exit: 3 },
  'second-officer': { status: 403, exit: 3 },

  // rooms
  'already-approved': { status: 409, exit: 3 },
  'already-recalled': { status: 409, exit: 3 },
  'not-originator': { status: 403, exit: 3 },
  'nothing-to-share': { status: 422, exit: 2 },
  'own-share': { status: 422, exit: 3 },
  'persons-refused': { status: 422, exit: 3 },
  'same-officer': { status: 403, exit: 3 },
  'sighting-dates': { status: 422, exit: 2 },
  'stix-too-large': { status: 413, exit: 2 },
  'title-missing': { status: 422, exit: 2 },
  'upload-unknown': { status: 404, exit: 4 },

  // node, command line
  'account-exists': { status: 409, exit: 1 },
  'config-invalid': { status: 422, exit: 2 },
  'config-not-json': { status: 422, exit: 2 },
  'config-unreadable': { status: 422, exit: 2 },
} as const satisfies Record<string, CodeRow>

export type Code = keyof typeof codes
