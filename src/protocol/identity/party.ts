import type { Brand } from '#kernel/brand.ts'

/** A party's slug: 2 to 16 lower-case letters, digits or hyphens, letters at both ends or digits (protocol.md 1). */
export type Party = Brand<string, 'Party'>

const shape = /^[a-z0-9](?:[a-z0-9-]{0,14}[a-z0-9])$/u

export function parseParty(text: string): Party | undefined {
  return shape.test(text) ? (text as Party) : undefined
}
