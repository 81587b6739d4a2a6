/** An object of STIX in the making. */
export interface StixJson {
  readonly type: string
  readonly id: string
  readonly [member: string]: unknown
}

/** The objects of a bundle, each id once, in the order in which they came. */
export class Collected {
  readonly #objects = new Map<string, StixJson>()

  /** False where the id is taken. */
  add(object: StixJson): boolean {
    if (this.#objects.has(object.id)) return false
    this.#objects.set(object.id, object)
    return true
  }

  /** Of an observable that several attributes name: it bears the markings of all of them. */
  addShared(object: StixJson): void {
    const known = this.#objects.get(object.id)
    const marks = [...new Set([...marksOf(known), ...marksOf(object)])]
    this.#objects.set(object.id, marks.length === 0 ? object : { ...object, object_marking_refs: marks })
  }

  get objects(): readonly StixJson[] {
    return [...this.#objects.values()]
  }
}

const marksOf = (object: StixJson | undefined): readonly unknown[] => {
  const marks = object?.['object_marking_refs']
  return Array.isArray(marks) ? marks : []
}
