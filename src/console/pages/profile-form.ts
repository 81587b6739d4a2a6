import type { Profile } from '../api/node.ts'

const nothing = {
  name: '',
  title: '',
  to: [] as readonly string[],
  level: '',
  category: '',
  basis: '',
  purpose: '',
  desk: '',
  accounts: '',
  reviewDays: '365',
  assessment: '',
  summary: '',
}
export type ProfileForm = typeof nothing

export function formOf(profile: Profile | undefined): ProfileForm {
  if (profile === undefined) return nothing
  const { name, title, to, level, category, desk, basis = '', purpose = '', assessment = '', summary = '' } = profile
  const accounts = profile.accounts.includes('*') ? '' : profile.accounts.join(', ')
  return {
    name,
    title,
    to,
    level,
    category,
    basis,
    purpose,
    desk,
    accounts,
    reviewDays: String(profile.reviewDays),
    assessment,
    summary,
  }
}

const namesIn = (text: string): readonly string[] => text.split(/[\s,]+/u).filter((name) => name !== '')

/** As the node takes it. What this form has no field for stays as it was. */
export function bodyOf(form: ProfileForm, before: Profile | undefined) {
  const { name: _, to, reviewDays, accounts, title, level, category, desk, ...words } = form
  const said = Object.fromEntries(Object.entries(words).filter(([, text]) => text.trim() !== ''))
  const kept = {
    ...(before === undefined || before.handling.length === 0 ? {} : { handling: before.handling }),
    ...(before?.personalData === undefined ? {} : { personalData: before.personalData }),
  }
  const users = namesIn(accounts)
  return {
    ...kept,
    ...said,
    to,
    title,
    level,
    category,
    desk,
    reviewDays: Number(reviewDays),
    accounts: users.length === 0 ? ['*'] : users,
  }
}

/** What two forms say differently. */
export const differing = (one: ProfileForm, other: ProfileForm): readonly (keyof ProfileForm)[] =>
  fields.filter((field) => said(one, field) !== said(other, field))

const fields = Object.keys(nothing) as readonly (keyof ProfileForm)[]

/** A field as one text. */
export function said(form: ProfileForm, field: keyof ProfileForm): string {
  const value = form[field]
  return typeof value === 'string' ? value : value.join(', ')
}
