import type { Instant } from '#kernel/instant.ts'
import { addMs } from '#kernel/instant.ts'
import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Desk } from '#protocol/act/statement.ts'
import type { Row } from '#platform/db/table.ts'
import { maySee, type Reader } from '#platform/http/reader.ts'
import { usualPurpose, type Speaker } from '#charter/record/labelling.ts'
import { shareKind } from '../tables.ts'
import type { ShareWish } from '../wish.ts'
import type { profiles } from './tables.ts'
import type { ProfileWish } from './wish.ts'

export type Profile = Row<typeof profiles>

const dayMs = 86_400_000
const yearDays = 365

/** Everything of a profile that stands in its wish. */
export function contentOf(wish: ProfileWish) {
  return {
    title: wish.title,
    audience: [...new Set(wish.to)].toSorted(),
    level: wish.level,
    category: wish.category,
    handling: wish.handling ?? [],
    basis: wish.basis ?? null,
    purpose: wish.purpose ?? null,
    personal_data: wish.personalData ?? null,
    review_days: wish.reviewDays ?? yearDays,
    desk: wish.desk as Desk,
    accounts: wish.accounts ?? ['*'],
    assessment: wish.assessment ?? null,
    summary: wish.summary ?? null,
  }
}

/** The share that a file posted under it is. */
export function shareUnder(profile: Profile, upload: string, at: Instant): ShareWish {
  const { level, category, handling, basis, purpose, personal_data: personalData, title } = profile
  return {
    upload,
    to: [...profile.audience],
    level,
    category,
    handling: [...handling],
    ...(basis === null ? {} : { basis }),
    ...(purpose === null ? {} : { purpose }),
    ...(personalData === null ? {} : { personalData }),
    reviewBy: addMs(at, profile.review_days * dayMs),
    title,
  }
}

/** Whether a draft goes where the profile sends what is posted now, under the same label and in the same name. */
export function isStillUnder(
  profile: Profile,
  { wish, desk }: { readonly wish: ShareWish; readonly desk: Desk },
): boolean {
  const now = shareUnder(profile, wish.upload, profile.at)
  const terms = ({ to, level, category, handling, basis, purpose, personalData }: ShareWish): string =>
    JSON.stringify([
      to,
      level,
      category,
      handling,
      basis,
      purpose,
      personalData?.purpose,
      personalData?.legalBasis,
      personalData?.expires,
    ])
  return desk === profile.desk && terms(wish) === terms(now)
}

/** What the gate is asked of it. */
export function releasable(profile: Profile, { at, words }: Pick<Speaker, 'at' | 'words'>) {
  const {
    to,
    level,
    category,
    handling = [],
    basis,
    purpose = usualPurpose(words),
    reviewBy,
    personalData,
  } = shareUnder(profile, '', at)
  return {
    kind: shareKind,
    audience: to,
    officers: [profile.desk],
    label: {
      level,
      category,
      handling,
      purpose,
      reviewBy: reviewBy ?? at,
      ...(basis === undefined ? {} : { basis }),
      ...(personalData === undefined ? {} : { personalData }),
    },
  }
}

/** Why this officer cannot answer for it, if he cannot: what goes out in a desk's name, that desk has agreed to, and may read. */
export function refuseOfficer(profile: Profile, reader: Reader): Refusal | undefined {
  if (reader.account.desk !== profile.desk) {
    return refuse('not-the-desk', 'interfaces: release profiles', { desk: profile.desk })
  }
  const { level, category } = profile
  if (maySee(reader, profile)) return undefined
  return refuse('above-clearance', 'exchange: an officer writes under labels that he may read', { level, category })
}

export const isActive = ({ active_by_admin: admin, active_by_officer: officer }: Profile): boolean =>
  admin !== null && officer !== null

/** Whether an account is among those who may post to it, as far as the profile says. */
export const isFor = (profile: Profile, reader: Reader): boolean =>
  isActive(profile) &&
  maySee(reader, profile) &&
  (profile.accounts.includes('*') || profile.accounts.includes(reader.account.name))

export function profileView(profile: Profile) {
  const {
    basis,
    purpose,
    personal_data: personalData,
    assessment,
    summary,
    active_by_admin: admin,
    active_by_officer: officer,
  } = profile
  return {
    name: profile.name,
    collection: profile.collection,
    revision: profile.revision,
    title: profile.title,
    to: [...profile.audience],
    level: profile.level,
    category: profile.category,
    handling: [...profile.handling],
    ...(basis === null ? {} : { basis }),
    ...(purpose === null ? {} : { purpose }),
    ...(personalData === null ? {} : { personalData: { ...personalData } }),
    reviewDays: profile.review_days,
    desk: profile.desk,
    accounts: [...profile.accounts],
    ...(assessment === null ? {} : { assessment }),
    ...(summary === null ? {} : { summary }),
    at: profile.at,
    active: isActive(profile),
    activatedBy: { ...(admin === null ? {} : { admin }), ...(officer === null ? {} : { officer }) },
  }
}
