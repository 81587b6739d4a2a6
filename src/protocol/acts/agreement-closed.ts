import { z } from 'zod'
import { parseActId } from '#protocol/act/act-id.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { AgreementAction, actsNamed } from './agreement-action.ts'
import { AgreementProgress } from './agreement-progress.ts'
import { AdoptedText } from './agreement-text.ts'
import { RootSignatures } from './charter-countersignature.ts'
import { actId } from './field.ts'

const of = { agreement: actId }

/**
 * Body of `agreement.closed/1`: what the parties of a closed agreement say among themselves, and nobody else hears. `agreement` is the act that
 * proposed the text. Strict, as all that the gate works terms out from.
 */
export const AgreementClosed = z.discriminatedUnion('kind', [
  AdoptedText.omit({ type: true }).extend({ kind: z.literal('text') }),
  /** The author's `root` over the text's own PAE. */
  z.strictObject({ kind: z.literal('consent'), ...of, signatures: RootSignatures }),
  /** Dated by its author, and never before what it refers to. */
  z.strictObject({ kind: z.literal('action'), ...of, deed: AgreementAction.shape.deed }),
  z.strictObject({ kind: z.literal('progress'), ...of, ...AgreementProgress.omit({ agreement: true }).shape }),
])
export type AgreementClosed = z.infer<typeof AgreementClosed>
export type ClosedText = Extract<AgreementClosed, { readonly kind: 'text' }>

/** Acts that the body names: the text, and reservations. */
export function actsCited(body: AgreementClosed): readonly ActId[] {
  if (body.kind === 'text') return []
  const agreement = parseActId(body.agreement)
  const named = body.kind === 'action' ? actsNamed({ agreement: '', deed: body.deed }) : []
  return [...(agreement === undefined ? [] : [agreement]), ...named]
}

/**
 * Body of `agreement.digest/1`: all that the coalition learns of a closed agreement, that its author has one. Its entry dates the
 * agreement's adoption.
 */
export const AgreementDigest = z.strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/u, 'SHA-256 in hex') })
export type AgreementDigest = z.infer<typeof AgreementDigest>
