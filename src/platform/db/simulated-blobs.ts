import { Fault } from '#kernel/fault.ts'
import { concat } from '#kernel/bytes.ts'
import { checkBlobName } from './blob-name.ts'
import type { Blobs } from './blobs.ts'

/** The Blobs port in memory. What resolved is kept; a write that fails midway leaves nothing. */
export class SimulatedBlobs implements Blobs {
  readonly #blobs = new Map<string, Uint8Array>()

  async write(
    name: string,
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<{ readonly bytes: number }> {
    this.#assertFree(name)
    const parts: Uint8Array[] = []
    for await (const part of content) parts.push(new Uint8Array(part))
    this.#assertFree(name)
    const whole = concat(...parts)
    this.#blobs.set(name, whole)
    return { bytes: whole.length }
  }

  async append(name: string, offset: number, content: Uint8Array): Promise<void> {
    checkBlobName(name)
    const present = this.#blobs.get(name)
    if (offset !== (present?.length ?? 0)) throw new Fault('blob-offset', { params: { name, offset } })
    this.#blobs.set(name, present === undefined ? Uint8Array.from(content) : concat(present, content))
  }

  async size(name: string): Promise<number | undefined> {
    checkBlobName(name)
    return this.#blobs.get(name)?.length
  }

  async read(name: string, from: number, to: number): Promise<Uint8Array> {
    return this.#present(name).slice(from, to)
  }

  async rename(from: string, to: string): Promise<void> {
    const content = this.#present(from)
    this.#assertFree(to)
    this.#blobs.delete(from)
    this.#blobs.set(to, content)
  }

  async remove(name: string): Promise<void> {
    checkBlobName(name)
    this.#blobs.delete(name)
  }

  async *names(): AsyncIterable<string> {
    yield* [...this.#blobs.keys()].toSorted()
  }

  #present(name: string): Uint8Array {
    checkBlobName(name)
    const content = this.#blobs.get(name)
    if (content === undefined) throw new Fault('blob-missing', { params: { name } })
    return content
  }

  #assertFree(name: string): void {
    checkBlobName(name)
    if (this.#blobs.has(name)) throw new Fault('blob-exists', { params: { name } })
  }
}
