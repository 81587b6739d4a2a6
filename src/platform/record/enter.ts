import type { Instant } from '#kernel/instant.ts'
import { toBase64Url } from '#kernel/bytes.ts'
import type { Act, ActId } from '#protocol/act/statement.ts'
import { erasableKinds, kindRow } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import { insert, put, remove, update, type Change } from '#platform/db/table.ts'
import { folded } from './folded.ts'
import { acts, attachments, items, tombstones, type Standing } from './tables.ts'

/** A sealed file that is on disk, or on its way there (`have` below `sealedBytes`). */
export interface HeldFile {
  readonly position: number
  readonly blob: string
  readonly sealedBytes: number
  readonly have: number
  /** base64url */
  readonly salt: string
  readonly key: string
}

export interface Entry {
  readonly act: Act
  readonly arrival: number
  readonly arrivedAt: Instant
  readonly own: boolean
  readonly standing: Standing
  readonly files: readonly HeldFile[]
}

/** The rows of the record for one act: itself and its files. */
export function enterAct(entry: Entry): readonly Change[] {
  const { act, files } = entry
  return [
    insert(acts, {
      act: act.id,
      arrival: entry.arrival,
      arrived_at: entry.arrivedAt,
      author: act.said.author,
      kind: act.said.kind,
      own: entry.own,
      standing: entry.standing,
      payload_type: act.payloadType,
      statement: act.statement,
      signatures: act.signatures.map(({ keyid, sig }) => ({ keyid, sig: toBase64Url(sig) })),
      attachment_keys: files.map(({ salt, key }) => ({ salt, key })),
      erased_by: null,
    }),
    ...files.map((file) =>
      insert(attachments, {
        act: act.id,
        position: file.position,
        blob: file.blob,
        sealed_bytes: file.sealedBytes,
        have: file.have,
      }),
    ),
  ]
}

/** The row by which an admitted act is listed; none for what machines say to each other. No room writes it for its own acts. */
export function listAct(act: Act, arrival: number, arrivedAt: Instant): readonly Change[] {
  const { said } = act
  if (kindRow(said.kind)?.receipted === false) return []
  const { title: given } = said.body
  const title = typeof given === 'string' ? given : ''
  const [about = said.refs[0] ?? null] = kindRow(said.kind)?.cites(said.body) ?? []
  const row = {
    act: act.id,
    author: said.author,
    arrival,
    arrived_at: arrivedAt,
    kind: said.kind,
    at: said.at,
    level: said.label.level,
    category: said.label.category,
    exercise: said.label.exercise ?? null,
    title,
    sought: folded(title),
    audience: 'coalition' in said.audience ? [] : said.audience,
    about,
    state: 'live' as const,
  }
  return [put(items, row)]
}

/**
 * Destroys what this node holds of another party's act and keeps the stub. The conditions stand in the statements: only content of
 * that author goes, whoever names it. The blobs are removed after the transaction.
 */
export function eraseAct(act: ActId, author: Party, by: ActId): readonly Change[] {
  return [
    put(tombstones, { act, author, erased_by: by }),
    update(
      acts,
      { act, author, own: false, kind: { in: erasableKinds } },
      { standing: 'erased', statement: null, signatures: null, attachment_keys: null, erased_by: by },
    ),
  ]
}

/** The rows of the erased act's files, to be removed once it is known that the act was erased. */
export function forgetFiles(act: ActId): Change {
  return remove(attachments, { act })
}
