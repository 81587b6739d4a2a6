import type { Blobs } from '#platform/db/blobs.ts'
import { contentDigest } from './link/signed-request.ts'

/** A part of a sealed file as it is handed out, and its digest as an answer names it (RFC 9530). */
export interface ServedPiece {
  readonly bytes: Uint8Array
  readonly digest: string
}

const maxBytes = 16 * 1024 * 1024

/**
 * Pieces of sealed files that were handed out a moment ago: all addressees of an act ask for the same ones at about the same time. At most
 * 16 MiB; the oldest go first. In memory alone, and sealed.
 */
export class ServedPieces {
  readonly #blobs: Pick<Blobs, 'read'>
  readonly #pieces = new Map<string, { readonly piece: Promise<ServedPiece>; readonly length: number }>()
  #bytes = 0

  constructor(blobs: Pick<Blobs, 'read'>) {
    this.#blobs = blobs
  }

  /** Bytes `from` (inside) to `to` (outside) of a file that is here whole. */
  async read(blob: string, from: number, to: number): Promise<ServedPiece> {
    const name = `${blob} ${from} ${to}`
    const known = this.#pieces.get(name)
    if (known !== undefined) return known.piece
    const kept = {
      piece: this.#blobs.read(blob, from, to).then((bytes) => ({ bytes, digest: contentDigest(bytes) })),
      length: to - from,
    }
    this.#pieces.set(name, kept)
    this.#bytes += kept.length
    kept.piece.catch(() => this.#drop(name, kept))
    for (const [oldest, held] of this.#pieces) if (this.#bytes > maxBytes) this.#drop(oldest, held)
    return kept.piece
  }

  #drop(name: string, kept: { readonly length: number }): void {
    if (this.#pieces.get(name) !== kept) return
    this.#pieces.delete(name)
    this.#bytes -= kept.length
  }
}
