import type { Params } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { bytes, instant, int, nullable, table, text, texts } from '#platform/db/table.ts'

/**
 * Versions of objects that were posted to a profile and are shared, or wait for the second officer. The key keeps each there once, whoever
 * posts at the same time. A row stays when an officer rejects the draft or takes the share back: his no holds for that version. It goes when
 * a tool deletes the version.
 */
export const posted = table(
  'exchange.posted',
  'books',
  {
    /** Collection, object and version in a few bytes (posted-name.ts). */
    name: bytes(),
    /** Of its bytes: the first half of their SHA-256. */
    digest: bytes(),
    /** With which others it was posted. */
    post: int(),
  },
  ['name'],
)

/** What versions that were posted together have in common. */
export const posts = table(
  'exchange.post',
  'books',
  {
    /** Drawn at random. */
    post: int(),
    collection: text(),
    /** The share that carries them. */
    act: nullable(text<ActId>()),
    /** The draft that they came with, where there was one. */
    draft: nullable(text()),
  },
  ['post'],
)

/** Under which profile a share was posted: kept for as long as the share is known. */
export const postedShares = table('exchange.posted_share', 'books', { act: text<ActId>(), collection: text() }, ['act'])

/** What became of each POST, kept for the account that made it. `drafts`: those of which it waits for any to be decided. */
export const postings = table(
  'exchange.posting',
  'books',
  {
    status: text(),
    account: text(),
    collection: text(),
    at: instant(),
    ended_at: nullable(instant()),
    drafts: texts(),
    /** What became of each object: the JSON text of a list of `PostedObject`. */
    objects: bytes(),
  },
  ['status'],
)

/** One object of a POST: refused, or waiting for the decision on a draft, or shared. */
export interface PostedObject {
  readonly id: string
  /** As spelled in the object; empty where it has none. */
  readonly version: string
  readonly refusal?: Said
  readonly draft?: string
  /** What validation found, the first of it. */
  readonly findings?: readonly Found[]
}

interface Said {
  readonly code: string
  readonly params: Params
}

interface Found extends Said {
  readonly path: string
}
