/** What a desk fills in before it signs. */
export interface DeedForm {
  readonly holder: string
  /** Their numbers as they were typed or picked: `2 5, 7`. */
  readonly articles: string
  readonly effect: 'excludes' | 'modifies'
  readonly text: string
  readonly reservations: readonly string[]
  readonly reservation: string
  readonly opposesEntry: boolean
  readonly predecessor: string
  readonly since: string
  readonly register: string
  readonly number: string
}

export const emptyDeed: DeedForm = {
  holder: '',
  articles: '',
  effect: 'excludes',
  text: '',
  reservations: [],
  reservation: '',
  opposesEntry: false,
  predecessor: '',
  since: '',
  register: '',
  number: '',
}

export type DeedField = keyof DeedForm

const instrument = { may: ['reservations'], must: [] } as const

/** What each deed must say and may say; the others say nothing but themselves. */
const fields: Readonly<Record<string, { readonly must: readonly DeedField[]; readonly may: readonly DeedField[] }>> = {
  'full-powers': { must: [], may: ['holder'] },
  reservation: { must: ['articles', 'effect', 'text'], may: [] },
  ratification: instrument,
  acceptance: instrument,
  approval: instrument,
  accession: instrument,
  notification: instrument,
  'definitive-signature': instrument,
  'formal-confirmation': instrument,
  succession: { must: ['predecessor', 'since'], may: ['reservations'] },
  'reservation-acceptance': { must: ['reservation'], may: [] },
  'reservation-withdrawal': { must: ['reservation'], may: [] },
  objection: { must: ['reservation', 'opposesEntry'], may: ['text'] },
  'objection-withdrawal': { must: ['reservation'], may: [] },
  declaration: { must: ['text'], may: [] },
  registration: { must: ['register', 'number'], may: [] },
}

const nothing = { must: [], may: [] } as const
export const fieldsOf = (kind: string): readonly DeedField[] => [
  ...(fields[kind] ?? nothing).must,
  ...(fields[kind] ?? nothing).may,
]

/** `2 5, 7` names three. */
export const articlesIn = (typed: string): readonly string[] => [
  ...new Set(typed.split(/[\s,;，、；]+/u).filter((number) => number !== '')),
]

/** The deed that a form makes, with what is filled in; `undefined` as long as it lacks something. */
export function deedOf(kind: string, form: DeedForm): object | undefined {
  const { must, may } = fields[kind] ?? nothing
  const meant = [...must, ...may].map((field) => [field, meaningOf(field, form[field])] as const)
  const said = Object.fromEntries(meant.filter(([, value]) => typeof value === 'boolean' || value.length > 0))
  return must.every((field) => Object.hasOwn(said, field)) ? { kind, ...said } : undefined
}

function meaningOf(field: DeedField, value: DeedForm[DeedField]): boolean | string | readonly string[] {
  if (typeof value !== 'string') return value
  const text = value.trim()
  if (field === 'articles') return articlesIn(text)
  // A day is meant from its first moment on.
  return field === 'since' && text !== '' ? `${text}T00:00:00.000Z` : text
}
