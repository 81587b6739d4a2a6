import type { Random } from '#kernel/ports.ts'

/** The browser's own generator. */
export const random: Random = { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) }
