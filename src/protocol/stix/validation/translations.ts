import { isParsed, parsedObject, translates, type Parsed } from '../members.ts'
import type { Slice } from '../split.ts'
import { timestampKey } from '../timestamp.ts'
import type { FindingCode, Findings, Step } from './finding.ts'
import { Walk } from './walk.ts'

/** A translation of an object that is not in its document. */
export interface OpenTranslation {
  /** Where it stands in the document. */
  readonly root: readonly Step[]
  readonly content: Parsed
}

/** Which object a translation is of, and in which version; in the last one if none is named. */
export function translatedBy({ object_ref: id, object_modified: modified }: Parsed): {
  readonly id: string
  readonly modified: string
} {
  return { id: typeof id === 'string' ? id : '', modified: typeof modified === 'string' ? modified : '' }
}

/** A translation is held against what it translates (section 7.1). Answers whether the document has that. */
export function checkTranslation(walk: Walk, content: Parsed, targets: readonly Slice[]): boolean {
  const { object_modified: wanted, object_ref: target } = content
  const versions = targets.map(({ raw }) => parsedObject(raw) ?? {}).filter(({ id }) => id === target)
  if (versions.length === 0) return false
  const meant =
    wanted === undefined ? versions.toSorted(byTime).at(-1) : versions.find(({ modified }) => modified === wanted)
  checkAgainst(new Against(walk, { shape: 'translation-shape', version: 'translation-version' }), content, meant)
  return true
}

/**
 * The same against an object that is known from elsewhere, `undefined` where only other versions of it are. It binds nobody: what does not fit is a
 * warning.
 */
export function checkKnownTranslation(
  findings: Findings,
  { root, content }: OpenTranslation,
  meant: Uint8Array | undefined,
): void {
  const id = typeof content['id'] === 'string' ? content['id'] : ''
  const walk = new Walk(() => findings, { root, id, type: translates })
  const codes = { shape: 'translation-differs', version: 'translation-unknown-version' } as const
  checkAgainst(new Against(walk, codes), content, meant && parsedObject(meant))
}

function checkAgainst(against: Against, content: Parsed, meant: Parsed | undefined): void {
  if (meant === undefined) return against.noVersion(content)
  const { walk } = against
  const { contents } = content
  if (!isParsed(contents)) return
  for (const [language, texts] of Object.entries(contents)) {
    if (!isParsed(texts)) continue
    walk.into('contents', () => walk.into(language, () => against.parts(texts, meant)))
  }
}

const byTime = (one: Parsed, other: Parsed): number => (keyOf(one) < keyOf(other) ? -1 : 1)

const keyOf = ({ modified }: Parsed): string => (typeof modified === 'string' ? (timestampKey(modified) ?? '') : '')

/** What is found where shapes differ, and where the version meant is not there. */
interface Codes {
  readonly shape: FindingCode
  readonly version: FindingCode
}

/** Holds the parts of a translation against those of what it translates. */
class Against {
  readonly walk: Walk
  readonly #codes: Codes

  constructor(walk: Walk, codes: Codes) {
    this.walk = walk
    this.#codes = codes
  }

  noVersion(content: Parsed): void {
    const params = { target: translatedBy(content).id }
    this.walk.found(this.#codes.version, { clause: '7.1', params, at: ['object_modified'] })
  }

  /** Names that the target lacks are ignored, as the standard says. */
  parts(given: Parsed, meant: Parsed): void {
    for (const [name, text] of Object.entries(given)) {
      if (Object.hasOwn(meant, name)) this.walk.into(name, () => this.#part(text, meant[name]))
    }
  }

  #part(given: unknown, meant: unknown): void {
    if (typeof meant === 'string') {
      if (typeof given !== 'string') this.#wrongShape('string')
    } else if (Array.isArray(meant)) {
      if (!Array.isArray(given) || given.length !== meant.length) return this.#wrongShape(`list [${meant.length}]`)
      const items: readonly unknown[] = given
      for (const [at, item] of items.entries()) this.walk.into(at, () => this.#part(item, meant[at]))
    } else if (isParsed(meant)) {
      if (isParsed(given)) this.parts(given, meant)
      else if (given !== '') this.#wrongShape('object')
    }
  }

  #wrongShape(expected: string): void {
    this.walk.found(this.#codes.shape, { clause: '7.1', params: { expected } })
  }
}
