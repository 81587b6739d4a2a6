/**
 * Sealed bytes on disk, outside the database: attachments and uploads, always ciphertext. Names are ours
 * (`[a-z0-9-]{1,100}`), never a peer's. Two adapters, one suite: files, and the simulated store.
 */
export interface Blobs {
  /** Writes a new blob, durable (file and folder synced) when it resolves; faults if the name exists. The parts are given away. */
  write(name: string, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<{ readonly bytes: number }>
  /** Appends at `offset`, which must be the blob's present length (0 makes it), durable when it resolves. For resumed downloads. */
  append(name: string, offset: number, content: Uint8Array): Promise<void>
  /** Length in bytes, or `undefined` where there is none. */
  size(name: string): Promise<number | undefined>
  /** Bytes from `from` (inclusive) to `to` (exclusive); fewer at the end; in memory of their own. Faults where there is none. */
  read(name: string, from: number, to: number): Promise<Uint8Array>
  rename(from: string, to: string): Promise<void>
  /** No error where there is none. */
  remove(name: string): Promise<void>
  /** All names, for garbage collection and backups. */
  names(): AsyncIterable<string>
}
