import { isParsed, parsedObject, type Parsed } from '../members.ts'
import type { Slice } from '../split.ts'
import { timestampKey } from '../timestamp.ts'
import type { Walk } from './walk.ts'

/** A translation is held against what it translates, where the document has both (section 7.1). */
export function checkTranslation(walk: Walk, content: Parsed, targets: readonly Slice[]): void {
  const { object_modified: wanted, object_ref: target, contents } = content
  const versions = targets.map(({ raw }) => parsedObject(raw) ?? {}).filter(({ id }) => id === target)
  if (versions.length === 0 || !isParsed(contents)) return
  const meant =
    wanted === undefined ? versions.toSorted(byTime).at(-1) : versions.find(({ modified }) => modified === wanted)
  if (meant === undefined) {
    const params = { target: String(target) }
    return walk.found('translation-version', { clause: '7.1', params, at: ['object_modified'] })
  }
  for (const [language, texts] of Object.entries(contents)) {
    if (!isParsed(texts)) continue
    walk.into('contents', () => walk.into(language, () => checkParts(walk, texts, meant)))
  }
}

const byTime = (one: Parsed, other: Parsed): number => (keyOf(one) < keyOf(other) ? -1 : 1)

const keyOf = ({ modified }: Parsed): string => (typeof modified === 'string' ? (timestampKey(modified) ?? '') : '')

/** Names that the target lacks are ignored, as the standard says. */
function checkParts(walk: Walk, given: Parsed, meant: Parsed): void {
  for (const [name, text] of Object.entries(given)) {
    if (Object.hasOwn(meant, name)) walk.into(name, () => checkPart(walk, text, meant[name]))
  }
}

function checkPart(walk: Walk, given: unknown, meant: unknown): void {
  if (typeof meant === 'string') {
    if (typeof given !== 'string') wrongShape(walk, 'string')
  } else if (Array.isArray(meant)) {
    if (!Array.isArray(given) || given.length !== meant.length) return wrongShape(walk, `list [${meant.length}]`)
    const items: readonly unknown[] = given
    for (const [at, item] of items.entries()) walk.into(at, () => checkPart(walk, item, meant[at]))
  } else if (isParsed(meant)) {
    if (isParsed(given)) checkParts(walk, given, meant)
    else if (given !== '') wrongShape(walk, 'object')
  }
}

function wrongShape(walk: Walk, expected: string): void {
  walk.found('translation-shape', { clause: '7.1', params: { expected } })
}
