import { encodeUtf8 } from '#kernel/bytes.ts'
import { expandSha256 } from '#protocol/suite/sha-256.ts'

const cursorKeyBytes = 32

/** Cursors are good in every process of the node and over restarts, until its key for links is changed. */
export const cursorKeyOf = (linkSeed: Uint8Array): Uint8Array =>
  expandSha256(linkSeed, encodeUtf8('tamga cursor key/1'), cursorKeyBytes)
