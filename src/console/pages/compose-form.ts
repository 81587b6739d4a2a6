import type { Uploaded } from '../api/upload.ts'
import { heldForm } from '../browser/held-form.ts'

/** A report that is being written. */
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

const held = heldForm(emptyCompose)
export const write = held.write
export const useCompose = held.useForm

export const startAnew = (): void => write(emptyCompose)

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
