import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { CheckNature, ComcheckCall, ComcheckReply } from '#protocol/acts/comcheck.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Label } from '#protocol/label/label.ts'
import type { Draft } from '#charter/record/draft.ts'
import { recordLabel, type Speaker } from '#charter/record/labelling.ts'
import type { CheckResult } from './result.ts'
import { isItem } from './result.ts'
import type { CloseWish, ReplyWish } from './wish.ts'

/** A desk of another party as the directory has it. A check of it stands under the label of its entry, and so tells nobody more. */
export interface Target {
  readonly party: Party
  readonly desk: string
  readonly level: string
  readonly category: string
}

/** A check as this node knows it. */
export interface KnownCheck {
  readonly act: ActId
  readonly author: Party
  readonly party: Party
  readonly label: Label
  readonly desks: Readonly<Record<string, CheckResult & { readonly closed?: unknown }>>
}

export type Checker = Pick<Speaker, 'self' | 'officers'>

const mostDesks = 16

/** An act for each party, and for each label: nobody learns by it which desks of others there are. */
export function check(
  targets: readonly Target[],
  asked: { readonly nature: CheckNature; readonly replyWithinMs: number },
  { self, officers }: Checker,
): readonly Draft[] | Refusal {
  const others = targets.filter(({ party }) => party !== self)
  if (others.length === 0) return refuse('comcheck-nobody', 'desks: a check is of desks of other parties')
  const groups = Map.groupBy(others, ({ party, level, category }) => `${party} ${level} ${category}`)
  return [...groups.values()]
    .flatMap((group) => chunks(group))
    .flatMap((group) => {
      const [first] = group
      if (first === undefined) return []
      const { party, level, category } = first
      const body: ComcheckCall = { desks: group.map(({ desk }) => desk).toSorted(), ...asked }
      const label = { level, category, handling: [] }
      return [
        {
          kind: kindOf('comcheck.call/1'),
          audience: [party],
          label,
          officers,
          refs: [],
          attachments: [],
          body: { ...body },
        },
      ]
    })
}

function chunks(targets: readonly Target[]): readonly (readonly Target[])[] {
  const count = Math.ceil(targets.length / mostDesks)
  return Array.from({ length: count }, (_, at) => targets.slice(at * mostDesks, (at + 1) * mostDesks))
}

/** Once for each desk that is asked; after the time as well, which is late and better than never. */
export function reply(known: KnownCheck, { desk, note }: ReplyWish, { self, officers }: Checker): Draft | Refusal {
  const { act, author, party, label, desks } = known
  if (party !== self) return refuse('comcheck-own', 'desks: who is checked replies', { party })
  const here = desks[desk]
  if (here === undefined) return refuse('comcheck-not-asked', 'desks: a reply is of a desk that was asked', { desk })
  if (here.state === 'replied' || here.state === 'late') {
    return refuse('comcheck-replied', 'desks: a desk replies once', { desk })
  }
  const body: ComcheckReply = { act, desk, ...(note === undefined ? {} : { note }) }
  const to = { audience: [author], label: recordLabel(label), officers, refs: [act], attachments: [] }
  return { ...to, kind: kindOf('comcheck.reply/1'), body: { ...body } }
}

/** Whether the item of a desk may be closed: it is ours, the check failed or was late, and nobody has closed it. */
export function refuseClosing(known: KnownCheck, { desk }: CloseWish, self: Party): Refusal | undefined {
  const { author, desks } = known
  if (author !== self) return refuse('comcheck-not-own', 'desks: who checks looks into it', { author })
  const here = desks[desk]
  if (here === undefined) return refuse('comcheck-not-asked', 'desks: an item is of a desk that was asked', { desk })
  return isItem(here) && here.closed === undefined
    ? undefined
    : refuse('comcheck-no-item', 'desks: an item is open until it is closed', { desk })
}
