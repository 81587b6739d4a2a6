/** A text as it is compared with what somebody types: letters of every width and case are one. */
export const folded = (text: string): string => text.normalize('NFKC').toLowerCase()
