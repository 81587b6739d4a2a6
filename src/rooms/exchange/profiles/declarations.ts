import * as z from 'zod'
import type { Declaration } from '#platform/http/declaration.ts'
import { ActivateWish, NewProfile, ProfileChange } from './wish.ts'

const ProfileAnswer = z.object({
  name: z.string(),
  collection: z.string(),
  revision: z.number(),
  title: z.string(),
  to: z.array(z.string()),
  level: z.string(),
  category: z.string(),
  handling: z.array(z.string()),
  basis: z.string().optional(),
  purpose: z.string().optional(),
  personalData: z.object({ purpose: z.string(), legalBasis: z.string(), expires: z.string() }).optional(),
  reviewDays: z.number(),
  desk: z.string(),
  accounts: z.array(z.string()),
  assessment: z.string().optional(),
  summary: z.string().optional(),
  at: z.string(),
  active: z.boolean(),
  activatedBy: z.object({ admin: z.string().optional(), officer: z.string().optional() }),
})

/** The routes of release profiles: the administrator makes them, and he and the officer of record both activate them. */
export const listProfiles = {
  method: 'GET',
  path: '/api/v1/profiles',
  action: 'releases.activate',
  summary:
    'Release profiles: the collections to which tools may post, where what they post goes, and who has activated them.',
  answer: z.object({ items: z.array(ProfileAnswer) }),
} as const satisfies Declaration

export const makeProfile = {
  method: 'POST',
  path: '/api/v1/profiles',
  action: 'releases.manage',
  summary: 'Make a release profile. Nobody can post to it before an administrator and its officer have activated it.',
  body: NewProfile,
  answer: ProfileAnswer,
  statuses: [201],
} as const satisfies Declaration

export const changeProfile = {
  method: 'PUT',
  path: '/api/v1/profiles/:name',
  action: 'releases.manage',
  summary:
    'Change all of a release profile. It is inactive until both have activated it again. With `revision` it is refused where another was written meanwhile.',
  body: ProfileChange,
  answer: ProfileAnswer,
} as const satisfies Declaration

export const activateProfile = {
  method: 'POST',
  path: '/api/v1/profiles/:name/activate',
  action: 'releases.activate',
  summary: 'Activate this revision of a release profile, as an administrator or as its officer; it takes both.',
  body: ActivateWish,
  answer: ProfileAnswer,
} as const satisfies Declaration

const Version = { revision: z.number(), at: z.string(), summary: z.string() }

export const profileAssessments = {
  method: 'GET',
  path: '/api/v1/profiles/:name/assessments',
  action: 'releases.activate',
  summary: 'Each version of the impact assessment under which profiles of that name went live (SG-18), newest first.',
  answer: z.object({ items: z.array(z.object({ ...Version, assessment: z.string() })) }),
} as const satisfies Declaration

export const publicAssessments = {
  method: 'GET',
  path: '/public/assessments',
  action: 'public',
  summary:
    'What was assessed before tools could share anything (SG-18): the public summaries of release profiles, newest first, and which of them are in force.',
  answer: z.object({ items: z.array(z.object({ ...Version, name: z.string(), live: z.boolean() })) }),
} as const satisfies Declaration

export const deactivateProfile = {
  method: 'POST',
  path: '/api/v1/profiles/:name/deactivate',
  action: 'releases.activate',
  summary: 'Stop a release profile at once. Both must activate it again.',
  body: z.strictObject({}),
  answer: ProfileAnswer,
} as const satisfies Declaration

export const withdrawProfile = {
  method: 'DELETE',
  path: '/api/v1/profiles/:name',
  action: 'releases.manage',
  summary: 'Withdraw a release profile for good. What was shared under it stays shared.',
} as const satisfies Declaration
