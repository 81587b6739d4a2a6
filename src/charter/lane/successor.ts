import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Act } from '#protocol/act/statement.ts'
import { readChange, type ChangeOf } from '#protocol/acts/charter-change.ts'
import { CharterProposal } from '#protocol/acts/charter-proposal.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Code } from '#protocol/codes.ts'
import type { Charter } from '../charter.ts'
import type { Facts } from './changes.ts'
import type { Where } from './ordered.ts'
import { unknown } from './party-changes.ts'

/** The change of depositary that an act proposes, if it is one. */
export function successionIn({ said }: Act): ChangeOf<'depositary'> | undefined {
  if (said.kind !== kindOf('charter.proposal/1')) return undefined
  const body = CharterProposal.safeParse(said.body)
  const change = body.success ? readChange(body.data.change) : undefined
  return change?.type === 'depositary' ? change : undefined
}

/** Who alone may enter an act after that charter: its depositary, or the successor that the act names, at the place that it names. */
export function entererOf(charter: Charter, ordered: Act): string | undefined {
  const succession = successionIn(ordered)
  if (succession === undefined) return charter.depositary
  return succession.after === charter.newest ? succession.depositary : undefined
}

export function succeeded(
  { depositary, after }: ChangeOf<'depositary'>,
  { charter, entry }: Where,
): Facts | Refusal<Code> {
  if (!charter.parties.has(depositary)) return unknown(depositary)
  if (after !== charter.newest) return refuse('entry-misplaced', 'protocol 8: successor', { author: depositary })
  return { depositary, mandate: entry }
}
