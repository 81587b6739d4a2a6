import * as z from 'zod'
import { slug, words } from '#protocol/acts/field.ts'
import { LabelWish } from '#charter/record/labelling.ts'

const mostDays = 5 * 365

/** What a release profile is to be. Its review is counted in days from each share. */
export const ProfileWish = LabelWish.omit({ reviewBy: true }).extend({
  title: words(300),
  reviewDays: z.int().min(1).max(mostDays).optional(),
  desk: slug,
  /** `*`: every account that may read its label. */
  accounts: z.union([z.tuple([z.literal('*')]), z.array(slug).min(1).max(64)]).optional(),
  assessment: words(4000).optional(),
  /** What of the assessment everybody may read. */
  summary: words(2000).optional(),
})
export type ProfileWish = z.infer<typeof ProfileWish>

/** `revision`: the one that whoever writes has seen; nothing is written over another. */
export const ProfileChange = ProfileWish.extend({ revision: z.int().min(1).optional() })

export const NewProfile = ProfileWish.extend({ name: slug })

/** Of which revision somebody says so: it is the one that he has seen. */
export const ActivateWish = z.strictObject({ revision: z.int().min(1) })
