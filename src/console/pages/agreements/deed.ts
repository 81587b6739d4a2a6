/** What a desk fills in before it signs. */
export interface DeedForm {
  readonly holder: string
  readonly articles: readonly string[]
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
  articles: [],
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

const isThere = (value: DeedForm[DeedField]): boolean =>
  typeof value === 'boolean' || (typeof value === 'string' ? value.trim() !== '' : value.length > 0)

/** The deed that a form makes, with what is filled in; `undefined` as long as it lacks something. */
export function deedOf(kind: string, form: DeedForm): object | undefined {
  const { must, may } = fields[kind] ?? nothing
  if (!must.every((field) => isThere(form[field]))) return undefined
  const said = [...must, ...may].filter((field) => isThere(form[field]))
  return { kind, ...Object.fromEntries(said.map((field) => [field, worded(field, form[field])])) }
}

/** A day is meant from its first moment on. */
const worded = (field: DeedField, value: DeedForm[DeedField]): DeedForm[DeedField] =>
  field === 'since' ? `${String(value)}T00:00:00.000Z` : typeof value === 'string' ? value.trim() : value
