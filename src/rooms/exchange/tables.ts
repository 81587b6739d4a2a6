import type { Refusal } from '#kernel/refusal.ts'
import type { ActId, Desk } from '#protocol/act/statement.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import { instant, int, json, nullable, table, text } from '#platform/db/table.ts'
import type { HeldWish } from './wish.ts'

export const shareKind = kindOf('exchange.share/1')

/** What only shares have, beside their row in record.item. */
export const shares = table(
  'exchange.share',
  'projection',
  {
    act: text<ActId>(),
    author: text<Party>(),
    format: text<'stix' | 'file'>(),
    description: text(),
    objects: int(),
    replaces: nullable(text<ActId>()),
    recalled_by: nullable(text<ActId>()),
    reason: nullable(text()),
    replacement: nullable(text<ActId>()),
  },
  ['act', 'author'],
)

/**
 * STIX objects, one row per object and share that carries it. Their bytes stand once, in the share's file; a row says where. Equal
 * (id, modified) of two shares stand side by side: the rows of a share go with it and nobody else's do. Whose it is and who may see it,
 * the share's line in the register says.
 */
export const objects = table(
  'exchange.object',
  'projection',
  {
    /** Of the share. */
    arrival: int(),
    /** Place in the bundle, from 0. */
    position: int(),
    id: text(),
    /** `modified`, else `created`, else empty, as spelled in the object. */
    modified: text(),
    type: text(),
    name: text(),
    /** Its bytes, byte for byte as its author gave them: from which byte of the share's first attachment, and how many. */
    start: int(),
    length: int(),
  },
  ['arrival', 'position'],
)

/** Objects with `revoked` set to true, one row per object and share that carries it, beside its row among the objects. */
export const revocations = table(
  'exchange.revocation',
  'projection',
  { arrival: int(), position: int(), id: text(), modified: text() },
  ['arrival', 'position'],
)

/** Shares of which nobody has noted yet what they revoke: those that were here before it was noted of each that came. */
export const unlooked = table('exchange.unlooked', 'projection', { arrival: int() }, ['arrival'])

/** What desks answered to a share: acknowledgements, sightings and opinions. */
export const replies = table(
  'exchange.reply',
  'projection',
  {
    act: text<ActId>(),
    about: text<ActId>(),
    verb: text<'acknowledge' | 'sighting' | 'opinion'>(),
    author: text<Party>(),
    desk: nullable(text<Desk>()),
    at: instant(),
    object: nullable(text()),
    level: text(),
    category: text(),
    body: json<Readonly<Record<string, unknown>>>(),
  },
  ['act'],
)

/**
 * Shares of others, and which act of this house acknowledged each: of several that count the one of the least id. Either may come first, and a
 * share that has not come has no author, stands at arrival 0, and waits for nobody.
 */
export const awaiting = table(
  'exchange.awaiting',
  'projection',
  {
    act: text<ActId>(),
    author: nullable(text<Party>()),
    arrival: int(),
    level: text(),
    category: text(),
    answered_by: nullable(text<ActId>()),
  },
  ['act'],
)

/** Files an officer brought, sealed on arrival under a key of their own; the file of a share is the file of its upload. */
export const uploads = table(
  'exchange.upload',
  'books',
  {
    upload: text(),
    account: text(),
    name: text(),
    media_type: text(),
    format: text<'stix' | 'file'>(),
    bytes: int(),
    digest: text(),
    salt: text(),
    key: text(),
    blob: text(),
    sealed_bytes: int(),
    objects: int(),
    refused: json<readonly RefusedObject[]>(),
    /** Why a file that is not STIX is none. */
    problem: nullable(json<Refusal & Readonly<Record<string, unknown>>>()),
    at: instant(),
  },
  ['upload'],
)

/** An object that may not be shared, and by which rule. */
export interface RefusedObject {
  readonly id: string
  readonly type: string
  readonly code: string
  readonly rule: string
}

/** Shares that wait for a second officer. Once approved the row names the act. */
export const drafts = table(
  'exchange.draft',
  'books',
  {
    draft: text(),
    account: text(),
    desk: text<Desk>(),
    at: instant(),
    level: text(),
    category: text(),
    wish: json<HeldWish & Readonly<Record<string, unknown>>>(),
    act: nullable(text<ActId>()),
    /** The profile under which a tool posted it. */
    collection: nullable(text()),
  },
  ['draft'],
)
