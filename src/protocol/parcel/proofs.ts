import { z } from 'zod'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { writeStrictJson } from '#kernel/strict-json.ts'
import type { Code } from '#protocol/codes.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { formatTlogProof, parseTlogProof, type TlogProof } from '#protocol/journal/proof.ts'
import { actId, readForm, type Form } from './fields.ts'
import { maxListBytes } from './wire.ts'

/** The proof of one act, as it comes out of an answer. */
export interface ListedProof {
  readonly act: ActId
  readonly proof: TlogProof
}

/** Acts of one question for proofs; a longer one is refused. */
export const maxProofs = 64

const List = z
  .strictObject({
    checkpoints: z.array(z.string().max(maxListBytes)).max(maxProofs),
    proofs: z
      .array(z.strictObject({ act: actId, checkpoint: z.int().min(0), proof: z.string().max(16_384) }))
      .max(maxProofs),
  })
  .refine(({ checkpoints, proofs }) => proofs.every(({ checkpoint }) => checkpoint < checkpoints.length))

const form: Form<z.infer<typeof List>> = {
  schema: List,
  maxBytes: maxListBytes,
  maxDepth: 3,
  code: 'proof-malformed',
  rule: 'protocol 6: proofs',
}

/**
 * `{"checkpoints":[note...],"proofs":[{"act","checkpoint":index,"proof"}]}`: `proof` is a tlog-proof up to and with its empty line, and the
 * checkpoint named stands under it. Acts of one interval share theirs, which is most of a proof. What does not fit is left out.
 */
export function writeProofs(list: readonly ListedProof[]): Uint8Array {
  const checkpoints: string[] = []
  const proofs: z.infer<typeof List>['proofs'] = []
  let room = maxListBytes - 65_536
  for (const { act, proof } of list.slice(0, maxProofs)) {
    const known = checkpoints.indexOf(proof.checkpoint)
    const text = formatTlogProof({ ...proof, checkpoint: '' })
    room -= text.length + 256 + (known < 0 ? proof.checkpoint.length * 2 : 0)
    if (room < 0) break
    if (known < 0) checkpoints.push(proof.checkpoint)
    proofs.push({ act, checkpoint: known < 0 ? checkpoints.length - 1 : known, proof: text })
  }
  return writeStrictJson({ checkpoints, proofs })
}

/** The proofs that have the form of one; nothing in them is verified here. */
export function readProofs(bytes: Uint8Array): readonly ListedProof[] | Refusal<Code> {
  const read = readForm(bytes, form)
  if (isRefusal(read)) return read
  const { checkpoints, proofs } = read.value
  return proofs.flatMap(({ act, checkpoint, proof: text }) => {
    const proof = parseTlogProof(`${text}${checkpoints[checkpoint] ?? ''}`)
    return proof === undefined ? [] : [{ act, proof }]
  })
}
