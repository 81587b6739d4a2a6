import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { countMembers, outlineOf, parsedObject, translates, type Parsed } from '../members.ts'
import { Splitter, stixLimits, type Slice, type Split, type StixLimits } from '../split.ts'
import { checkBundle } from './check-bundle.ts'
import { checkObject } from './check-object.ts'
import { Findings, severities, type Finding, type Step } from './finding.ts'
import { checkTranslation, type OpenTranslation } from './translations.ts'
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
 * Validates a document against STIX 2.1 while it comes, object by object: the verdict is the same as if all of it had been there at once. Its
 * generators yield after each piece of work, none of which is larger than one object, what it cost in bytes looked at, so that whoever
 * runs them decides how long they work at a stretch.
 */
export class Validating {
  readonly #limits: ValidationLimits
  readonly #splitter: Splitter
  readonly #open: OpenTranslation[] = []
  #sheet: Sheet
  #there = 0

  /** `room`: where the whole document will stand. */
  constructor(room: Uint8Array, limits: ValidationLimits = validationLimits) {
    this.#limits = limits
    this.#splitter = new Splitter(room, limits)
    this.#sheet = new Sheet(limits)
  }

  /** Translations of objects that the document does not have; known once it is at its end. At most `limits.findings`. */
  get open(): readonly OpenTranslation[] {
    return this.#open
  }

  /** So many bytes from the beginning are there. A refusal, as soon as one is due: the document cannot be read at all. */
  *take(bytes: number): Generator<number, Refusal<Code> | undefined, void> {
    for (; this.#there < bytes;) {
      this.#there = Math.min(bytes, this.#there + stepBytes)
      const end = this.#splitter.take(this.#there)
      yield stepBytes
      if (end !== undefined && isRefusal(end)) return end
      yield* this.#sheet.look(this.#splitter.slices, (at) => ['objects', at])
    }
    return undefined
  }

  /** What was taken last is all of it. */
  *finish(): Generator<number, Verdict | Refusal<Code>, void> {
    const split = this.#splitter.finish()
    if (isRefusal(split)) return split
    // Of an object that has a list of its own under that name, only the object itself counts.
    if (split.objects !== this.#splitter.slices) this.#sheet = new Sheet(this.#limits)
    yield* this.#sheet.look(split.objects, (at) => (split.form === 'object' ? [] : ['objects', at]))
    return yield* this.#sheet.close(split, (one) => {
      if (this.#open.length < this.#limits.findings) this.#open.push(one)
    })
  }
}

/** The same for a document that is there. */
export function* validation(
  bytes: Uint8Array,
  limits: ValidationLimits = validationLimits,
): Generator<number, Verdict | Refusal<Code>, void> {
  const validating = new Validating(bytes, limits)
  return (yield* validating.take(bytes.length)) ?? (yield* validating.finish())
}

/** The verdict, and what was found besides. */
export function joined(verdict: Verdict, found: Findings, limit: number = validationLimits.findings): Verdict {
  const all = [...verdict.findings, ...found.list()]
  const sorted = severities.flatMap((severity) => all.filter((one) => one.severity === severity))
  return {
    objects: verdict.objects,
    errors: verdict.errors + found.count('error'),
    warnings: verdict.warnings + found.count('warning'),
    notes: verdict.notes + found.count('note'),
    findings: sorted.slice(0, limit),
  }
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

  /** `open`: is told of translations of objects that the document does not have. */
  *close(split: Split, open: (translation: OpenTranslation) => void = () => {}): Generator<number, Verdict, void> {
    const rootOf = (at: number): readonly Step[] => (split.form === 'object' ? [] : ['objects', at])
    const walkAt = (at: number, about: { readonly id: string; readonly type: string }) =>
      new Walk(() => this.#of(at), { root: rootOf(at), ...about })
    yield* this.#versions.check(split.objects, walkAt)
    for (const at of this.#translations) {
      const slice = split.objects[at]
      const content = slice === undefined ? undefined : parsedObject(slice.raw)
      if (slice === undefined || content === undefined) continue
      const targets = this.#versions.placesOf(textIn(content, 'object_ref')).slice(-maxTargets)
      const found = targets.flatMap((place) => split.objects[place] ?? [])
      const about = { id: textIn(content, 'id'), type: translates }
      const isHere = checkTranslation(walkAt(at, about), content, found)
      if (!isHere) open({ root: rootOf(at), content })
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
    const outline = outlineOf(slice)
    const object = outline ?? parsedObject(slice.raw)
    const [id, type] = [textIn(object, 'id'), textIn(object, 'type')]
    const walk = new Walk(findings, { root, id, type })
    this.#versions.note(id)
    if (object === undefined) return walk.found('object-unreadable', { clause: '3' })
    // No name is repeated in what was scanned.
    if (outline === undefined && countMembers(object) !== slice.members)
      walk.found('member-repeated', { clause: '3.1' })
    checkObject(walk, object)
    if (walk.type === translates) this.#translations.push(this.#looked)
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
