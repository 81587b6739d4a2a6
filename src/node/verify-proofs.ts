import { instantOf } from '#kernel/instant.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { DamageKind } from '#protocol/journal/damage.ts'
import { openTrusted, parseTlogProof, verifyUnder, type TrustedHead } from '#protocol/journal/proof.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Row } from '#platform/db/table.ts'
import { KnownHeads } from '#platform/journal/known-heads.ts'
import { proofOf } from '#platform/journal/progress.ts'
import { heldProof } from '#platform/journal/received-proofs.ts'
import { proofNotes, proofs } from '#platform/journal/tables.ts'
import { rowsOf } from '#platform/record/digest.ts'
import type { acts } from '#platform/record/tables.ts'
import { trustOf } from './journaling.ts'
import type { Node } from './node.ts'
import type { NodePorts } from './ports.ts'
import type { Damage } from './verify.ts'

/** Proofs that others' acts stand in their authors' journals: each leads to a head that its author signed and its witnesses cosigned. */
export async function verifyProofs(
  ports: NodePorts,
  { house }: Pick<Node, 'house'>,
  count: (proofs: number) => void,
): Promise<Damage | undefined> {
  const heads = new KnownHeads()
  for await (const row of rowsOf(ports.store, proofs)) {
    const note = await ports.store.find(proofNotes, { note_id: row.note_id })
    const head = note === undefined ? undefined : headOf(house, row.author, note, heads)
    const reason = faultOf(row, note?.note ?? '', head) ?? timeFault(row, note?.witnesses ?? [], head)
    if (reason !== undefined) return { what: proofs.name, id: row.act, entry: row.entry, reason }
    count(1)
  }
  return undefined
}

/** `undefined` where the author's signature or that of a witness named beside the note does not hold. */
function headOf(
  house: Node['house'],
  author: Party,
  { note, witnesses }: Row<typeof proofNotes>,
  heads: KnownHeads,
): TrustedHead | undefined {
  const trust = trustOf(house, author)
  const trusted = heads.of(author, note, () => held(openTrusted(note, trust)))
  if (trusted === undefined) return undefined
  const known = new Set(trust.cosigners.map(({ name }) => name))
  const cosigned = new Set(trusted.cosigned.map(({ name }) => name))
  return witnesses.some((witness) => known.has(witness) && !cosigned.has(witness)) ? undefined : trusted
}

/** The moment that is kept is one at which a witness cosigned. How many it took, the charter of then said; of a witness that has left, nothing can be said. */
function timeFault(
  { witnessed_at: at }: Row<typeof proofs>,
  witnesses: readonly Party[],
  head: TrustedHead | undefined,
): DamageKind | undefined {
  const cosigned = new Set(head?.cosigned.map(({ name }) => name))
  if (at === null || head === undefined || witnesses.some((witness) => !cosigned.has(witness))) return undefined
  return head.cosigned.some(({ seconds }) => instantOf(seconds * 1000) === at) ? undefined : 'time'
}

function faultOf(row: Row<typeof proofs>, note: string, head: TrustedHead | undefined): DamageKind | undefined {
  if (head === undefined) return 'checkpoint'
  const proof = parseTlogProof(`${row.proof}${note}`)
  const proven = proof === undefined ? undefined : verifyUnder(proof, row.act, head)
  if (proven === undefined || isRefusal(proven)) return 'proof'
  const isSame = proven.entry === row.entry && proven.position === row.position && proven.head.size === row.size
  return isSame ? undefined : 'place'
}

/** Whether what proves an act's place in its author's journal leads there, whoever the author is; an act that nothing proves yet is passed over. */
export function placeVerifier(ports: NodePorts, { house }: Pick<Node, 'house'>, count: () => void) {
  const heads = new KnownHeads()
  return async ({ act, author, own, arrival }: Row<typeof acts>): Promise<Damage | undefined> => {
    const text = own ? await proofOf(ports.store, act) : await heldProof(ports.store, { act, author })
    if (text === undefined) return undefined
    const proof = parseTlogProof(text)
    const note = proof?.checkpoint ?? ''
    const head = heads.of(author, note, () => held(openTrusted(note, trustOf(house, author))))
    const proven = proof === undefined || head === undefined ? undefined : verifyUnder(proof, act, head)
    if (proven === undefined || isRefusal(proven))
      return { what: proofs.name, id: act, entry: arrival, reason: 'proof' }
    count()
    return undefined
  }
}

const held = (head: TrustedHead | Refusal): TrustedHead | undefined => (isRefusal(head) ? undefined : head)
