import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { countMembers, parsedObject, type Parsed } from '../members.ts'
import { Splitter, stixLimits, type Slice, type Split, type StixLimits } from '../split.ts'
import { checkBundle } from './check-bundle.ts'
import { checkObject } from './check-object.ts'
import { Findings, type Finding, type Step } from './finding.ts'
import { checkTranslation } from './translations.ts'
import { Versions } from './versions.ts'
import { maxValues, Walk } from './walk.ts'

/** What validation says of a document. Everything is counted; the findings told are errors first, at most `limit`. */
export interface Verdict {
  readonly objects: number
  readonly errors: number
  readonly warnings: number
  readonly notes: number
  readonly findings: readonly Finding[]
}

export interface ValidationLimits extends StixLimits {
  /** Findings told. */
  readonly findings: number
}

export const validationLimits: ValidationLimits = { ...stixLimits, findings: 1000 }

/** How much of a document is split before the caller may do something else. */
const stepBytes = 256 * 1024
/** What an object costs beside its bytes, in bytes. */
const objectCost = 500
/** Versions of one object that a translation is held against: the last ones of the document. */
const maxTargets = 64

/**
 * Validates a document against STIX 2.1, object by object. Yields after each piece of work, none of which is larger than one object, what
 * it cost in bytes looked at, so that whoever runs it decides how long it works at a stretch. A refusal: the document cannot be read
 * at all.
 */
export function* validation(
  bytes: Uint8Array,
  limits: ValidationLimits = validationLimits,
): Generator<number, Verdict | Refusal<Code>, void> {
  const splitter = new Splitter(bytes, limits)
  let sheet = new Sheet(limits)
  for (let there = 0; there < bytes.length;) {
    there = Math.min(bytes.length, there + stepBytes)
    splitter.take(there)
    yield stepBytes
    yield* sheet.look(splitter.slices, (at) => ['objects', at])
  }
  const split = splitter.finish()
  if (isRefusal(split)) return split
  // Of an object that has a list of its own under that name, only the object itself counts.
  if (split.objects !== splitter.slices) sheet = new Sheet(limits)
  yield* sheet.look(split.objects, (at) => (split.form === 'object' ? [] : ['objects', at]))
  return yield* sheet.close(split)
}

/** What validation says of one object: how many rules it breaks, and the first of what was found. */
export interface ObjectVerdict {
  readonly errors: number
  readonly findings: readonly Finding[]
}

/** Objects of a document, and by their places what was found of those of which anything was. */
export interface Judged {
  readonly split: Split
  readonly verdicts: ReadonlyMap<number, ObjectVerdict>
}

/** The same object by object, for a document of which each object stands or falls by itself. Told are at most `limits.findings` of each. */
export function* judging(bytes: Uint8Array, limits: ValidationLimits): Generator<number, Judged | Refusal<Code>, void> {
  const splitter = new Splitter(bytes, limits)
  for (let there = 0; there < bytes.length;) {
    there = Math.min(bytes.length, there + stepBytes)
    splitter.take(there)
    yield stepBytes
  }
  const split = splitter.finish()
  if (isRefusal(split)) return split
  const found = new Map<number, Findings>()
  const sheet = new Sheet(limits, (at) => {
    const known = found.get(at) ?? new Findings(limits.findings)
    found.set(at, known)
    return known
  })
  yield* sheet.look(split.objects, (at) => (split.form === 'object' ? [] : ['objects', at]))
  yield* sheet.close(split)
  const verdicts = [...found].map(([at, findings]) => [at, verdictOf(findings)] as const)
  return { split, verdicts: new Map(verdicts.filter(([, { findings }]) => findings.length > 0)) }
}

const verdictOf = (findings: Findings): ObjectVerdict => ({
  errors: findings.count('error'),
  findings: findings.list(),
})

/** The whole verdict at once. */
export function validate(bytes: Uint8Array, limits: ValidationLimits = validationLimits): Verdict | Refusal<Code> {
  const work = validation(bytes, limits)
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}

/** What is known of a document so far. */
class Sheet {
  readonly #findings: Findings
  readonly #versions = new Versions()
  /** Places of translations. */
  readonly #translations: number[] = []
  readonly #of: (at: number) => Findings
  #looked = 0

  /** `of`: where what is found of the object at a place goes. */
  constructor({ findings }: ValidationLimits, of?: (at: number) => Findings) {
    this.#findings = new Findings(findings)
    this.#of = of ?? (() => this.#findings)
  }

  /** Looks at the objects not looked at so far. */
  *look(slices: readonly Slice[], rootOf: (at: number) => readonly Step[]): Generator<number, void, void> {
    for (; this.#looked < slices.length; this.#looked += 1) {
      const slice = slices[this.#looked]
      if (slice === undefined) continue
      this.#object(slice, rootOf(this.#looked))
      yield slice.to - slice.from + objectCost
    }
  }

  *close(split: Split): Generator<number, Verdict, void> {
    const walkAt = (at: number, about: { readonly id: string; readonly type: string }) =>
      new Walk(() => this.#of(at), { root: split.form === 'object' ? [] : ['objects', at], ...about })
    yield* this.#versions.check(split.objects, walkAt)
    for (const at of this.#translations) {
      const slice = split.objects[at]
      const content = slice === undefined ? undefined : parsedObject(slice.raw)
      if (slice === undefined || content === undefined) continue
      const targets = this.#versions.placesOf(textIn(content, 'object_ref')).slice(-maxTargets)
      const found = targets.flatMap((place) => split.objects[place] ?? [])
      checkTranslation(walkAt(at, { id: textIn(content, 'id'), type: 'language-content' }), content, found)
      yield found.reduce((bytes, { from, to }) => bytes + to - from, slice.to - slice.from + objectCost)
    }
    checkBundle(new Walk(() => this.#findings, { root: [], id: '', type: 'bundle' }), split)
    const findings = this.#findings
    return {
      objects: split.objects.length,
      errors: findings.count('error'),
      warnings: findings.count('warning'),
      notes: findings.count('note'),
      findings: findings.list(),
    }
  }

  #object(slice: Slice, root: readonly Step[]): void {
    const looked = this.#looked
    const findings = (): Findings => this.#of(looked)
    if (isTooLarge(slice)) {
      this.#versions.note('')
      const walk = new Walk(findings, { root, id: '', type: '' })
      return walk.found('object-too-large', { clause: '3', params: { limit: maxValues } })
    }
    const object = parsedObject(slice.raw)
    const walk = new Walk(findings, { root, id: textIn(object, 'id'), type: textIn(object, 'type') })
    this.#versions.note(textIn(object, 'id'))
    if (object === undefined) return walk.found('object-unreadable', { clause: '3' })
    if (countMembers(object) !== slice.members) walk.found('member-repeated', { clause: '3.1' })
    checkObject(walk, object)
    if (walk.type === 'language-content') this.#translations.push(this.#looked)
  }
}

const comma = 0x2c
/** Smaller objects are parsed whatever is in them. */
const harmlessBytes = 256 * 1024
/** Names in one object: a runtime takes long over very many different ones. */
const maxNames = 20_000

/** Whether parsing alone would take too long: names and, more or less, members of lists are counted first. */
function isTooLarge({ raw, members }: Slice): boolean {
  if (raw.length < harmlessBytes) return false
  let commas = 0
  for (const byte of raw) if (byte === comma) commas += 1
  return members > maxNames || commas > 3 * maxValues
}

function textIn(object: Parsed | undefined, member: string): string {
  const value = object !== undefined && Object.hasOwn(object, member) ? object[member] : undefined
  return typeof value === 'string' ? value : ''
}
