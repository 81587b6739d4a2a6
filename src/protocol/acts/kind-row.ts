import type { z } from 'zod'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Right } from './right.ts'

/** An answer that goes on, whose it is, and the word of its owner on which that rests. */
export interface PassedOn {
  readonly owner: Party
  readonly answer: ActId
  readonly consent: ActId
}

/** Everything that varies by kind (protocol.md 4). Code below this table never asks which kind an act is. */
export interface KindRow<Schema extends z.ZodType = z.ZodType> {
  /** The body. Unknown members are ignored, so that a newer node may add optional ones. */
  readonly schema: Schema
  /** Folder of rooms/ (or floor) that projects it. */
  readonly room: string
  /** `record`: no review date, never recalled. `content`: review date, can be recalled and erased. */
  readonly class: 'record' | 'content'
  /** Right that the author's standing must give. */
  readonly author: Right
  /** Right that every addressee's standing must give; `any` party otherwise. */
  readonly addressee: Right | 'any'
  /** Key role that signs real traffic; exercise traffic is signed by `exercise`. */
  readonly signs: 'root' | 'seal'
  /** `machine`: no officer. `one`: a desk answers for it. `by-label`: two from the charter's level of the second officer. */
  readonly officers: 'machine' | 'one' | 'by-label'
  /** `urgent` goes ahead of any backlog. */
  readonly urgency: 'routine' | 'urgent'
  /** Whether an agreement in force for author and addressee must cover the label. */
  readonly needsBasis: boolean
  /** Passes whatever has happened to basis, quota, keys or standing since (protocol.md 7). */
  readonly passesChanges: boolean
  /** Whether it counts only if witnessed and receipted before a deadline. */
  readonly deadline: boolean
  /** How long ago, at most, the depositary's head may have been seen when it is signed. */
  readonly charterAgeMs: number | 'any'
  /** Whether the addressee's node answers with a receipt. */
  readonly receipted: boolean
  readonly erasable: boolean
  /** Whether it says that a person at the author's has taken note of the act it cites. */
  readonly acknowledges: boolean
  /** `either`: may also travel as exercise traffic. */
  readonly payload: 'act' | 'either'
  readonly audience: 'parties' | 'coalition'
  readonly attachments: { readonly min: number; readonly max: number }
  /** What of another party's it passes on, on that party's word; absent where it passes on nothing. */
  readonly passesOn?: (body: z.infer<Schema>) => PassedOn
  /** Acts that the body names; each must stand in `refs`. */
  readonly cites: (body: z.infer<Schema>) => readonly ActId[]
}

const dayMs = 86_400_000

/** A statement about an act, made by a person, that needs no agreement of its own. */
export const record = {
  class: 'record',
  addressee: 'any',
  signs: 'seal',
  officers: 'one',
  urgency: 'routine',
  needsBasis: false,
  passesChanges: false,
  deadline: false,
  charterAgeMs: 'any',
  receipted: true,
  erasable: false,
  acknowledges: false,
  payload: 'either',
  audience: 'parties',
  attachments: { min: 0, max: 0 },
} as const

/** What is sent for its own sake: under an agreement in force, with a review date. */
export const content = {
  ...record,
  class: 'content',
  author: 'send',
  addressee: 'receive',
  needsBasis: true,
  charterAgeMs: 7 * dayMs,
  erasable: true,
} as const

/** A row whose `cites` knows the body of its schema. */
export const row = <Schema extends z.ZodType>(facts: KindRow<Schema>): KindRow<Schema> => facts
