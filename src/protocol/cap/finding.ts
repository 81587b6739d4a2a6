import type { Params } from '#kernel/refusal.ts'
import type { LeafFault } from './leaf.ts'

/**
 * Everything that may be found in a CAP message, and how much it weighs: `error` the standard says MUST, or a reader could take the
 * message for another; `warning` it says SHOULD, or a reader will stumble. Sentences: `cap.finding.<code>` in the catalogues.
 */
export const capFindingCodes = {
  unreadable: 'error',
  encoding: 'error',
  doctype: 'error',
  root: 'error',
  'element-unknown': 'error',
  'element-order': 'error',
  'element-repeated': 'error',
  'element-missing': 'error',
  'element-many': 'error',
  'element-mixed': 'error',
  attribute: 'error',
  empty: 'error',
  long: 'error',
  unlisted: 'error',
  text: 'error',
  token: 'error',
  time: 'error',
  moment: 'error',
  language: 'error',
  uri: 'error',
  digest: 'error',
  number: 'error',
  base64: 'error',
  group: 'error',
  references: 'error',
  circle: 'error',
  position: 'error',
  'polygon-form': 'error',
  'polygon-open': 'error',
  'polygon-crosses': 'error',
  'restriction-missing': 'error',
  'addresses-missing': 'error',
  'references-missing': 'error',
  'references-self': 'error',
  'references-later': 'error',
  'references-twice': 'error',
  'info-missing': 'error',
  'info-differs': 'error',
  'exercise-unnamed': 'error',
  'reason-missing': 'error',
  'expires-early': 'error',
  'onset-late': 'error',
  'effective-late': 'error',
  'ceiling-alone': 'error',
  'ceiling-low': 'error',
  'sender-form': 'error',
  'content-missing': 'error',
  'alert-missing': 'error',
  'status-differs': 'error',
  'entry-elsewhere': 'warning',
  'content-unread': 'warning',
  'digest-missing': 'warning',
  'expires-missing': 'warning',
  untranslated: 'warning',
  'area-shapeless': 'warning',
  'area-missing': 'warning',
  'headline-long': 'warning',
  'restriction-unused': 'warning',
  'addresses-unused': 'warning',
  'references-unused': 'warning',
  'language-missing': 'warning',
} as const satisfies Record<string, 'error' | 'warning'> & Record<LeafFault, 'error'>

export type CapFindingCode = keyof typeof capFindingCodes

/** One thing found, as it crosses the wire. */
export interface CapFinding {
  readonly severity: 'error' | 'warning'
  readonly code: CapFindingCode
  /** Where, as an XPath without namespaces: `/alert/info[2]/area[1]/polygon[1]`. */
  readonly path: string
  /** Section of CAP 1.2: `3.2.4`; of another standard with its name: `EDXL-DE 1.0, 3.2.1`; `Tamga` where the standard leaves it to whoever uses it. */
  readonly clause: string
  readonly params: Params
}

export function capFinding(
  code: CapFindingCode,
  { path, clause, params = {} }: { readonly path: string; readonly clause: string; readonly params?: Params },
): CapFinding {
  return { severity: capFindingCodes[code], code, path, clause, params }
}
