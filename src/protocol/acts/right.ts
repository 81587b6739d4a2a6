/**
 * What a standing may do in the coalition. A closed list of the code; which standing has which is charter data.
 * `send`: author content. `receive`: be addressed content. `answer`: make receipts and acknowledgements.
 * `witness`: cosign the journals of others. `govern`: be counted in the threshold that changes the charter.
 */
export const rights = ['send', 'receive', 'answer', 'witness', 'govern'] as const
export type Right = (typeof rights)[number]
