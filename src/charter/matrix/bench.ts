import { z } from 'zod'
import type { Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { Desk } from '#protocol/act/statement.ts'
import { instant, partySlug } from '#protocol/acts/field.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Api } from '#platform/http/api.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { previewRelease } from '../preview.ts'
import type { House } from '../record/house.ts'
import { labelOf, LabelWish } from '../record/labelling.ts'
import { charterOn, RefusalForm } from './routes.ts'

const bench = {
  method: 'POST',
  path: '/api/v1/charter/bench',
  action: 'charter.read',
  summary:
    'Would each of these receive it? The gate’s own verdict for any sender, label and addressees, today or on a date. Nothing is written, drafted or signed.',
  body: LabelWish.extend({
    author: partySlug.exactOptional(),
    /** What would be sent: a report, unless another is said. */
    of: z.enum(['report', 'alert', 'request', 'answer']).exactOptional(),
    at: instant.refine((at) => at < '9000', 'before the year 9000').exactOptional(),
  }),
  answer: z.object({
    author: z.string(),
    recipients: z.array(
      z.object({
        party: z.string(),
        allowed: z.boolean(),
        basis: z.string().optional(),
        refusal: RefusalForm.optional(),
      }),
    ),
    others: z.array(z.string()),
    secondOfficer: z.boolean(),
  }),
} as const satisfies Declaration

const kinds = {
  report: kindOf('exchange.share/1'),
  alert: kindOf('alert.message/1'),
  request: kindOf('rfi.request/1'),
  answer: kindOf('rfi.answer/1'),
} as const

/** Desks do not matter here: that a level needs two officers is said apart. */
const desks = ['first', 'second'] as readonly string[] as readonly Desk[]

/** A test bench for the policy of the coalition: what the gate would say to an act that nobody writes. */
export function benchRoutes(api: Api, house: House): void {
  api.route(bench, async ({ body }) => {
    const { author = house.self, of = 'report', at: day, ...wish } = body
    const at: Instant = day ?? house.clock.now()
    const charter = charterOn(house.charter(), day)
    const audience = [...new Set(wish.to)].toSorted()
    const label = labelOf(wish, { at, words: charter })
    const draft = {
      kind: kinds[of],
      coalition: charter.id,
      author,
      officers: desks,
      audience,
      label,
    }
    const { recipients, others, secondOfficer } = previewRelease(draft, { charter, at })
    return {
      author,
      recipients: recipients.map(({ party, decision }) =>
        isRefusal(decision)
          ? { party, allowed: false, refusal: { ...decision, params: { ...decision.params } } }
          : { party, allowed: true, ...(decision.basis === undefined ? {} : { basis: decision.basis }) },
      ),
      others: [...others],
      secondOfficer,
    }
  })
}
