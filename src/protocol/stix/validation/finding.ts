import type { Params } from '#kernel/refusal.ts'

/** `error`: the standard says MUST. `warning`: it says SHOULD, or a reader will stumble. `note`: worth knowing. */
export type Severity = 'error' | 'warning' | 'note'

export const severities = ['error', 'warning', 'note'] as const

/** Everything that validation may find, and how much it weighs. Sentences: `findings.<code>` in the catalogues. */
export const findingCodes = {
  'object-unreadable': 'error',
  'object-too-large': 'error',
  'member-repeated': 'error',
  'value-type': 'error',
  'value-null': 'error',
  'value-empty': 'error',
  'value-unlisted': 'error',
  'value-format': 'error',
  'value-range': 'error',
  'timestamp-format': 'error',
  'timestamp-precision': 'error',
  'timestamp-order': 'error',
  'identifier-format': 'error',
  'identifier-type': 'error',
  'identifier-random': 'error',
  'identifier-namespace': 'error',
  'reference-type': 'error',
  'reference-local': 'error',
  'dictionary-key': 'error',
  'hash-key': 'error',
  'hash-value': 'error',
  'language-code': 'error',
  'type-name': 'error',
  'property-missing': 'error',
  'property-name': 'error',
  'property-reserved': 'error',
  'property-one-of': 'error',
  'property-needs': 'error',
  'property-excludes': 'error',
  'external-id': 'error',
  'pattern-invalid': 'error',
  'extension-type': 'error',
  'selector-format': 'error',
  'selector-unresolved': 'error',
  'marking-circular': 'error',
  'marking-tlp': 'error',
  'translation-shape': 'error',
  'version-created': 'error',
  'version-creator': 'error',
  'version-revoked': 'error',
  'property-unused': 'warning',
  'vocabulary-unlisted': 'warning',
  'hash-algorithm': 'warning',
  'identifier-case': 'warning',
  'identifier-version': 'warning',
  'identifier-derived': 'warning',
  'identifier-shared': 'warning',
  'version-conflict': 'warning',
  'translation-version': 'warning',
  'translation-differs': 'warning',
  'translation-unknown-version': 'warning',
  'extension-name': 'warning',
  'custom-property': 'note',
  'custom-type': 'note',
  'extension-unknown': 'note',
  'relationship-unlisted': 'note',
  'property-deprecated': 'note',
  'bundle-version': 'note',
} as const satisfies Record<string, Severity>

export type FindingCode = keyof typeof findingCodes

/** One thing found, as it crosses the wire. */
export interface Finding {
  readonly severity: Severity
  readonly code: FindingCode
  /** Where, from the document's root: `$.objects[3].extensions['ntfs-ext'].sid` (RFC 9535). */
  readonly path: string
  /** Section of STIX 2.1 (errata 01): `2.9`. */
  readonly clause: string
  /** Id of the object, as far as there is one. */
  readonly object?: string
  readonly params: Params
}

/** A name or a position on the way from the root to a value. */
export type Step = string | number

const plainName = /^[A-Za-z_][A-Za-z0-9_]{0,249}$/u
const longest = 100

export function pathOf(steps: readonly Step[]): string {
  return steps.reduce<string>((path, step) => `${path}${written(step)}`, '$')
}

function written(step: Step): string {
  if (typeof step === 'number') return `[${step}]`
  if (plainName.test(step)) return `.${step}`
  return `['${shortened(step).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`
}

/** What of a foreign text is shown. */
export function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest).toWellFormed()}…`
}

/** What was found in a document: everything is counted, the first of each severity are kept. */
export class Findings {
  readonly #limit: number
  readonly #kept: Record<Severity, Finding[]> = { error: [], warning: [], note: [] }
  readonly #counts: Record<Severity, number> = { error: 0, warning: 0, note: 0 }
  readonly #said = new Set<string>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Counts it, and answers whether it will be kept. */
  counts(code: FindingCode): boolean {
    const severity = findingCodes[code]
    this.#counts[severity] += 1
    return this.#kept[severity].length < this.#limit
  }

  keep(finding: Finding): void {
    this.#kept[finding.severity].push(finding)
  }

  /** Whether the same was not said before of this document. */
  isNew(key: string): boolean {
    if (this.#said.has(key) || this.#said.size >= this.#limit) return false
    this.#said.add(key)
    return true
  }

  count(severity: Severity): number {
    return this.#counts[severity]
  }

  /** Errors first, each severity in the order of the document. */
  list(): readonly Finding[] {
    return severities.flatMap((severity) => this.#kept[severity]).slice(0, this.#limit)
  }
}
