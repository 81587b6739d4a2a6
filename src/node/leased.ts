import type { Lease } from '#platform/db/store.ts'

/** A long answer at a time: each holds a connection, and old rows in the database, for as long as its reader takes. */
export async function* leased(
  lease: Lease,
  parts: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* parts
  } finally {
    await lease[Symbol.asyncDispose]()
  }
}
