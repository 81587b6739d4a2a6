import { refuse } from '#kernel/refusal.ts'
import type { Refusal } from '#kernel/refusal.ts'
import type { Statement } from '#protocol/act/statement.ts'
import type { Code } from '#protocol/codes.ts'
import { kindRow } from './table.ts'
import type { KindRow } from './kind-row.ts'

/** A statement whose body and form are what its kind asks for. */
export interface CheckedKind {
  readonly kind: 'checked'
  readonly row: KindRow
  /** The body without members this version does not know. */
  readonly body: unknown
}

type Said = Pick<Statement, 'kind' | 'audience' | 'label' | 'officers' | 'refs' | 'attachments' | 'body'>

const rule = 'protocol 4: kind'

/** What a kind's row says about a statement by itself, before any charter is asked (protocol.md 4 and 5). */
export function checkKind(said: Said): CheckedKind | Refusal<Code> {
  const row = kindRow(said.kind)
  if (row === undefined) return refuse('kind-unknown', rule, { kind: said.kind })
  const body = row.schema.safeParse(said.body)
  if (!body.success) return refuse('body-malformed', rule, { kind: said.kind, member: firstPath(body.error.issues) })
  const uncited = row.cites(body.data).find((act) => !said.refs.includes(act))
  if (uncited !== undefined) return refuse('citation-missing', 'protocol 4: refs', { act: uncited })
  return formRefusal(said, row) ?? { kind: 'checked', row, body: body.data }
}

function formRefusal(said: Said, row: KindRow): Refusal<Code> | undefined {
  const { kind, attachments, audience, label, officers } = said
  const { min, max } = row.attachments
  if (attachments.length < min || attachments.length > max) {
    return refuse('attachment-count', rule, { kind, count: attachments.length, min, max })
  }
  if ('coalition' in audience !== (row.audience === 'coalition')) return refuse('audience-form', rule, { kind })
  if (row.class === 'content' && label.reviewBy === undefined) {
    return refuse('review-missing', 'protocol 5: review date', { kind })
  }
  if (row.class === 'record' && label.reviewBy !== undefined) {
    return refuse('review-on-record', 'protocol 5: review date', { kind })
  }
  if (row.officers !== 'machine' && officers.length === 0) return refuse('officer-missing', rule, { kind })
  if (label.exercise !== undefined && row.payload === 'act') {
    return refuse('exercise-separation', 'protocol 5: exercise', { kind, exercise: label.exercise })
  }
  return undefined
}

const firstPath = (issues: readonly { readonly path: readonly PropertyKey[] }[]): string =>
  issues[0]?.path.map(String).join('.') || 'body'
