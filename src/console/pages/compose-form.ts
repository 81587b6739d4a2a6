import { useSyncExternalStore } from 'react'
import type { Uploaded } from '../api/upload.ts'

/** What is being written. It outlives a look at another screen and an ended session; a reload forgets it. */
export interface Compose {
  readonly title: string
  readonly description: string
  readonly text: string
  readonly upload: Uploaded | undefined
  readonly fileName: string
  readonly to: readonly string[]
  readonly level: string
  readonly category: string
  readonly handling: readonly string[]
  readonly purpose: string
  readonly reviewBy: string
  readonly omitRefused: boolean
  readonly hasPersonalData: boolean
  readonly personalPurpose: string
  readonly legalBasis: string
  readonly expires: string
  readonly isChecked: boolean
}

/** The audience starts empty, and so does everything that somebody has to decide. */
export const emptyCompose: Compose = {
  title: '',
  description: '',
  text: '',
  upload: undefined,
  fileName: '',
  to: [],
  level: '',
  category: '',
  handling: [],
  purpose: '',
  reviewBy: '',
  omitRefused: false,
  hasPersonalData: false,
  personalPurpose: '',
  legalBasis: '',
  expires: '',
  isChecked: false,
}

let current = emptyCompose
const listeners = new Set<() => void>()

export function write(change: Partial<Compose>): void {
  current = { ...current, ...change }
  for (const listener of listeners) listener()
}

export const startAnew = (): void => write(emptyCompose)

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useCompose = (): Compose => useSyncExternalStore(subscribe, () => current)

/** The label and the audience as the node wants them; nothing that was left empty. */
export function labelWish(form: Compose) {
  const { to, level, category, handling, purpose, reviewBy, hasPersonalData } = form
  const { personalPurpose, legalBasis, expires } = form
  return {
    to,
    level,
    category,
    ...(handling.length === 0 ? {} : { handling }),
    ...(purpose === '' ? {} : { purpose }),
    ...(reviewBy === '' ? {} : { reviewBy }),
    ...(hasPersonalData ? { personalData: { purpose: personalPurpose, legalBasis, expires } } : {}),
  }
}

export function shareWish(form: Compose, upload: string) {
  const { title, description, omitRefused } = form
  return {
    ...labelWish(form),
    upload,
    ...(title === '' ? {} : { title }),
    ...(description === '' ? {} : { description }),
    ...(omitRefused ? { omitRefused } : {}),
  }
}

export const isAddressed = ({ to, level, category }: Compose): boolean =>
  to.length > 0 && level !== '' && category !== ''

/** A personal-data note that is half filled in is no note yet. */
const isNoteWhole = ({ hasPersonalData, personalPurpose, legalBasis, expires }: Compose): boolean =>
  !hasPersonalData || (personalPurpose !== '' && legalBasis !== '' && expires !== '')

export const isPreviewable = (form: Compose): boolean => isAddressed(form) && isNoteWhole(form)

/** Nothing is being written that could be lost. */
export const isBlank = ({ title, description, text, upload }: Compose): boolean =>
  upload === undefined && [title, description, text].every((said) => said.trim() === '')

export const hasContent = ({ upload, text }: Compose): boolean => upload !== undefined || text !== ''
