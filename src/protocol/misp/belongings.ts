import { observables } from '#protocol/stix/kinds.ts'
import type { StixJson } from './collected.ts'
import type { SightingJson } from './export-attribute.ts'
import { sightingOf } from './export-sighting.ts'
import { addressesOf, isAttribute, isCluster, isContainer, isMispObject } from './roles.ts'
import { factsOf, textIn, textsIn, uuidIn, type StixBundle } from './stix-bundle.ts'
import { impliedRelationship } from './uuid.ts'

/** What in a bundle belongs to something else, of which MISP makes one thing. */
export class Belongings {
  readonly #bundle: StixBundle
  /** Comments that stand in notes of their own, by what they are about. */
  readonly comments = new Map<string, string>()
  /** Ids that became part of something else. */
  readonly spent = new Set<string>()
  /** Entries of galaxies by what points at them. */
  readonly clusters = new Map<string, StixJson[]>()
  readonly sightings = new Map<string, SightingJson[]>()
  readonly pointedAt = new Set<string>()
  /** Relations of objects of MISP, by the grouping that has them. */
  readonly references = new Map<string, StixJson[]>()
  /** What belongs to an object of MISP, by the grouping that it is. */
  readonly parts = new Map<string, string>()

  constructor(bundle: StixBundle) {
    this.#bundle = bundle
    for (const object of bundle.objects.values()) this.#note(object)
  }

  /** What belongs to another object: comments, and the observables that indicators and observations name. */
  #note(object: StixJson): void {
    if (isContainer(object)) this.spent.add(textIn(object, 'created_by_ref'))
    if (isMispObject(object)) this.#noteParts(object)
    if (object.type === 'relationship') this.#noteCluster(object)
    if (object.type === 'relationship') this.#noteReference(object)
    if (object.type === 'sighting') this.#noteSighting(object)
    const isOurComment = object.type === 'note' && factsOf(object).facts.note === 'comment'
    const [about = ''] = textsIn(object, 'object_refs')
    if (isOurComment && this.#bundle.objects.get(about)?.type === 'observed-data') {
      this.comments.set(about, textIn(object, 'content'))
      this.spent.add(object.id)
    }
    if (object.type === 'indicator' || object.type === 'observed-data')
      for (const type of ['based-on', 'resolves-to'] as const)
        this.#noteImplied(impliedRelationship(type, uuidIn(object.id)))
    if (object.type === 'observed-data')
      for (const id of textsIn(object, 'object_refs'))
        if (observables.has(this.#bundle.objects.get(id)?.type ?? '')) this.spent.add(id)
  }

  #noteSighting(object: StixJson): void {
    const of = textIn(object, 'sighting_of_ref')
    if (!isAttribute(this.#bundle.objects.get(of))) return
    for (const id of textsIn(object, 'where_sighted_refs')) this.spent.add(id)
    this.spent.add(object.id)
    this.sightings.set(of, [...(this.sightings.get(of) ?? []), sightingOf(object, this.#bundle)])
  }

  /** What an attribute indicates, or is related to, is an entry of a galaxy at that attribute. */
  #noteCluster(relationship: StixJson): void {
    const [source, target] = [
      textIn(relationship, 'source_ref'),
      this.#bundle.objects.get(textIn(relationship, 'target_ref')),
    ]
    const isPointing = ['indicates', 'related-to'].includes(textIn(relationship, 'relationship_type'))
    if (!isPointing || target === undefined || !isCluster(target) || !isAttribute(this.#bundle.objects.get(source)))
      return
    this.clusters.set(source, [...(this.clusters.get(source) ?? []), target])
    this.pointedAt.add(target.id)
    this.spent.add(relationship.id)
  }

  /** What leads from an object of MISP to another one, or to an attribute, is its reference. */
  #noteReference(relationship: StixJson): void {
    const [source, target] = ['source_ref', 'target_ref'].map((end) =>
      this.#bundle.objects.get(textIn(relationship, end)),
    )
    if (source === undefined || !isMispObject(source) || target === undefined) return
    if (!isMispObject(target) && !isAttribute(target)) return
    this.references.set(source.id, [...(this.references.get(source.id) ?? []), relationship])
    this.spent.add(relationship.id)
  }

  /** Its attributes, and what they are together, which they say themselves. */
  #noteParts(object: StixJson): void {
    for (const id of textsIn(object, 'object_refs')) if (!this.parts.has(id)) this.parts.set(id, object.id)
    for (const type of ['indicator', 'observed-data']) {
      const whole = this.#bundle.objects.get(`${type}--${uuidIn(object.id)}`)
      if (whole !== undefined && factsOf(whole).facts.type === undefined) this.spent.add(whole.id)
    }
    for (const id of textsIn(object, 'object_refs')) {
      const part = this.#bundle.objects.get(id)
      if (part?.type === 'relationship' && textIn(part, 'relationship_type') === 'resolves-to') this.#noteImplied(id)
    }
  }

  /** A relationship that was an attribute says, with the observable that it leads to, what the attribute says. */
  #noteImplied(id: string): void {
    const object = this.#bundle.objects.get(id)
    const named = this.#bundle.objects.get(textIn(object, 'target_ref'))
    if (object === undefined || named === undefined || !observables.has(named.type)) return
    this.spent.add(id)
    this.#spend(named)
  }

  /** An observable with the addresses that it names. */
  #spend(object: StixJson): void {
    for (const id of [object.id, ...addressesOf(object)]) this.spent.add(id)
  }
}
