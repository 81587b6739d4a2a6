/** A long answer at a time: each holds a connection, and old rows in the database, for as long as its reader takes. `held` is let go at its end. */
export async function* leased(
  held: AsyncDisposable,
  parts: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* parts
  } finally {
    await held[Symbol.asyncDispose]()
  }
}
