import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { fileStop } from '#cli/context.ts'

/** The file from its beginning, as often as it is asked for; opened once before any other work, so that a wrong name is told at once. */
export async function contentOf(file: string): Promise<() => AsyncIterable<Uint8Array>> {
  try {
    await (await open(file, 'r')).close()
  } catch (cause) {
    throw fileStop(cause, file)
  }
  return () => createReadStream(file, { highWaterMark: 1 << 20 })
}
