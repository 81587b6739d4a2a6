import type { StixReading } from '#protocol/stix/bundle.ts'
import type { Sifted } from '#rooms/exchange/posting/sift.ts'
import type { Lent } from './tasks.ts'

/** A document that a thread has read. */
export interface Held {
  readonly plaintext: Uint8Array
  /** Of a document that is still coming. */
  reading?: StixReading | undefined
  /** Of an envelope. */
  sifted?: Sifted
}

/**
 * How far a document is. `coming`: whoever sends it will say that it is there or that it is dropped; `read`: it may become an act or come to nothing,
 * and nobody says which; `projected`: an act whose words are still to be made.
 */
export type Stage = 'coming' | 'read' | 'projected'

/**
 * Documents that a thread may be asked about again: all that are coming, and of each other stage the latest and as many of those before it as fit
 * into `maxBytes`. What is gone is read anew if it is asked about, so that whoever sends much that comes to nothing fills no memory.
 */
export class HeldDocuments {
  readonly #maxBytes: number
  readonly #files = new Map<number, { readonly held: Held; readonly stage: Stage }>()

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** The same view of the same memory each time, so that a document is read once. */
  of({ file, plaintext }: Pick<Lent, 'file' | 'plaintext'>, stage: Stage): Held {
    const { held } = this.#files.get(file) ?? { held: { plaintext } }
    this.#files.delete(file)
    this.#files.set(file, { held, stage })
    if (stage !== 'coming') this.#makeRoom(stage, file)
    return held
  }

  drop(file: number): void {
    this.#files.delete(file)
  }

  /** What those of a stage take. */
  bytes(stage: Stage): number {
    return this.#at(stage).reduce((sum, [, { held }]) => sum + held.plaintext.length, 0)
  }

  #makeRoom(stage: Stage, latest: number): void {
    let bytes = this.bytes(stage)
    for (const [file, { held }] of this.#at(stage)) {
      if (bytes <= this.#maxBytes || file === latest) break
      this.#files.delete(file)
      bytes -= held.plaintext.length
    }
  }

  #at(stage: Stage) {
    return [...this.#files].filter(([, each]) => each.stage === stage)
  }
}
