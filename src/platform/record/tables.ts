import type { ActId, Kind } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { bool, bytes, instant, int, json, nullable, table, text, texts } from '#platform/db/table.ts'

/** How far an act got on this node. `fetching`: valid and allowed, its attachments are still on their way. */
export type Standing = 'admitted' | 'fetching' | 'erased'

/**
 * The acts this node holds, its own and others', in the order in which they arrived. With the attachments and the parcels this is the
 * truth of which every projection is made. Erasing empties `statement`, `signatures` and `attachment_keys` and keeps the row as a stub.
 */
export const acts = table(
  'record.act',
  'truth',
  {
    act: text<ActId>(),
    /** Position in the order of arrival on this node; unique, with gaps. */
    arrival: int(),
    arrived_at: instant(),
    author: text<Party>(),
    kind: text<Kind>(),
    own: bool(),
    standing: text<Standing>(),
    payload_type: text(),
    /** The bytes that were signed, as received. */
    statement: nullable(bytes()),
    /** `[{keyid, sig: base64url}]` */
    signatures: nullable(json<readonly { readonly keyid: string; readonly sig: string }[]>()),
    /** `[{salt, key}]`, base64url, one per attachment; destroying them destroys the sealed files. */
    attachment_keys: nullable(json<readonly { readonly salt: string; readonly key: string }[]>()),
    erased_by: nullable(text<ActId>()),
  },
  ['act'],
)

/** The sealed files of acts. `have` counts the ciphertext bytes that are on disk; complete when it equals `sealed_bytes`. */
export const attachments = table(
  'record.attachment',
  'truth',
  {
    act: text<ActId>(),
    position: int(),
    blob: text(),
    sealed_bytes: int(),
    have: int(),
  },
  ['act', 'position'],
)

/** Acts that were recalled, whether or not they ever arrived: a late copy of one is never admitted. */
export const tombstones = table(
  'record.tombstone',
  'truth',
  { act: text<ActId>(), author: text<Party>(), erased_by: text<ActId>() },
  ['act', 'author'],
)

/** What a reader sees of an act before anything of its room: one row per act that is neither receipt nor lost, visible by level and category. */
export const items = table(
  'record.item',
  'projection',
  {
    act: text<ActId>(),
    author: text<Party>(),
    arrival: int(),
    arrived_at: instant(),
    kind: text<Kind>(),
    at: instant(),
    level: text(),
    category: text(),
    /** Of exercise traffic: the exercise's name, `test` for a test. */
    exercise: nullable(text()),
    title: text(),
    /** The title as it is looked for (`folded`). */
    sought: text(),
    audience: texts<Party>(),
    /** The act this one speaks about: what its body names, else its first reference. */
    about: nullable(text<ActId>()),
    /** `untrusted`: signed with a seal that was frozen, and not proved to stand where that seal is trusted. */
    state: text<'live' | 'recalled' | 'corrected' | 'untrusted'>(),
  },
  ['act', 'author'],
)

/**
 * Acts that count for nothing as long as they stand here: signed with a seal that was frozen, and not proved to stand in that entry of their
 * author's journal or before. `named`: the entry of the charter that says up to where it is trusted.
 */
export const untrusted = table(
  'record.untrusted',
  'books',
  {
    act: text<ActId>(),
    author: text<Party>(),
    epoch: int(),
    entry: int(),
    named: text<ActId>(),
    since: instant(),
  },
  ['act'],
)

/** How often the content of an act left this node through a person or a tool; its author is told when it is erased. */
export const disclosures = table('record.disclosure', 'books', { act: text<ActId>(), times: int() }, ['act'])
