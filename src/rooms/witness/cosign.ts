import { epochMsOf } from '#kernel/instant.ts'
import { Fault } from '#kernel/fault.ts'
import { cosignatureLine, cosignedMessage } from '#protocol/journal/cosignature.ts'
import { emptyRoot } from '#protocol/journal/merkle.ts'
import { formatNote, formatSignature, signaturesOf } from '#protocol/journal/note.ts'
import type { NoteKey, NoteSignature } from '#protocol/journal/note.ts'
import type { ForkSides } from '#protocol/journal/fork.ts'
import type { Transaction } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { keep, put, update } from '#platform/db/table.ts'
import { originHash } from '#platform/journal/peer.ts'
import { checkSignature, decide, parseAddCheckpoint } from './decide.ts'
import type { Latest, Submitted, Verdict } from './decide.ts'
import { recordFork } from './forks.ts'
import { foldMirror } from './mirror-tree.ts'
import { latestOf, markCosigned } from './mark.ts'
import { contradicted } from './observe.ts'
import type { WitnessPorts } from './ports.ts'
import { leaves, logs } from './tables.ts'

/** The answer to an add-checkpoint request. */
export type CosignAnswer =
  | { readonly status: 200; readonly lines: string }
  | { readonly status: 409; readonly size: number | undefined }
  | { readonly status: 400 | 403 | 404 | 422 }

/**
 * tlog-witness add-checkpoint. Comparing the old size, checking the proof and storing the new head are one transaction over the
 * locked row, and the answer leaves after it is durable, there and in the store outside the database. Of a journal that grew by one
 * entry the leaf hash is mirrored on the way.
 */
export async function addCheckpoint(ports: WitnessPorts, body: string): Promise<CosignAnswer> {
  const request = parseAddCheckpoint(body)
  if (request === undefined) return { status: 400 }
  const log = ports.peers().find(({ origin }) => origin === request.origin)
  if (log === undefined) return { status: 404 }
  // What was signed with a key that was replaced stands, and nothing new is cosigned under it.
  const { earlier: _, ...present } = log.journalKey
  const submitted = checkSignature(request, present)
  if (submitted === undefined) return { status: 403 }
  const { answer, sides } = await ports.store.transaction((tx) => settle(ports, tx, submitted))
  if (sides !== undefined) await recordFork(ports, sides, log.journalKey)
  return answer
}

interface Settled {
  readonly answer: CosignAnswer
  /** The two notes of a fork that the request has shown. */
  readonly sides?: ForkSides
}

type LogRow = Row<typeof logs>

async function settle(ports: WitnessPorts, tx: Transaction, request: Submitted): Promise<Settled> {
  const row = await lockLog(tx, request.origin)
  const latest = latestOf(ports, row.origin, row)
  const verdict = decide(request, latest)
  switch (verdict.kind) {
    case 'refused':
      return { answer: { status: verdict.status } }
    case 'stale':
      return { answer: { status: 409, size: verdict.size } }
    case 'forked':
      return { answer: conflict, ...(row.size === latest.size && { sides: { one: row.note, other: request.note } }) }
    case 'cosign': {
      const sides = await contradicted(tx, row, { note: request.note, head: request.signed.head })
      if (sides !== undefined) return { answer: conflict, sides }
      return { answer: await cosign(ports, tx, { row, latest, request, verdict }) }
    }
  }
}

const conflict = { status: 409, size: undefined } as const

async function lockLog(tx: Transaction, origin: string): Promise<LogRow> {
  const hash = originHash(origin)
  const known = await tx.lock(logs, { hash })
  if (known !== undefined) return known
  await tx.apply([keep(logs, { hash, origin, size: 0, root: emptyRoot(), note: '', mirrored: 0, mirror_note: '' })])
  const row = await tx.lock(logs, { hash })
  if (row === undefined) throw new Fault('witness-row')
  return row
}

interface Cosigning {
  readonly row: LogRow
  readonly latest: Latest
  readonly request: Submitted
  readonly verdict: Extract<Verdict, { kind: 'cosign' }>
}

async function cosign(
  ports: WitnessPorts,
  tx: Transaction,
  { row, latest, request, verdict }: Cosigning,
): Promise<CosignAnswer> {
  const { head, note } = request.signed
  const { hash } = row
  const lines = await signLines(ports, note.text)
  const own = ports.peers().find(({ origin }) => origin === head.origin)
  const signatures = own === undefined ? [] : signaturesOf(note, own.journalKey)
  const cosigned = formatNote({ text: note.text, signatures: [...signatures, ...lines] })
  // Before the row: what is given out is marked, and a mark without its row only makes the journal ask once more.
  if (!(await markCosigned(ports, head.origin, latest, head))) return conflict
  await ports.failpoint('witness:marked')
  const told = { size: head.size, root: head.root, note: cosigned }
  const isNext = verdict.leaf !== undefined && row.mirrored === latest.size
  const mirrored = isNext ? { mirrored: head.size } : {}
  const leaf = isNext ? [put(leaves, { hash, entry: latest.size, leaf: verdict.leaf })] : []
  await tx.apply([update(logs, { hash }, { ...told, ...mirrored }), ...leaf])
  if (isNext && !(await foldMirror(tx, hash, head)))
    ports.log({ level: 'error', event: 'mirror-damaged', origin: head.origin })
  return { status: 200, lines: lines.map(formatSignature).join('') }
}

async function signLines(ports: WitnessPorts, text: string): Promise<readonly NoteSignature[]> {
  const seconds = Math.floor(epochMsOf(ports.clock.now()) / 1000)
  return Promise.all(ports.keys().map((key) => signLine(ports, key, text, seconds)))
}

async function signLine(ports: WitnessPorts, key: NoteKey, text: string, seconds: number): Promise<NoteSignature> {
  const message = cosignedMessage(key, text, seconds)
  if (message === undefined) throw new Fault('cosigner-key', { params: { name: key.name } })
  const signature = key.type === 6 ? await ports.keyring.cosign(message) : await ports.keyring.sign('witness', message)
  return cosignatureLine(key, seconds, signature)
}
