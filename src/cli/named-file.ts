import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { concat } from '#kernel/bytes.ts'
import { fileStop } from './context.ts'
import type { Io } from './io.ts'
import { stop } from './stop.ts'

/** The bytes of the file that was named, `-` being standard input. Nothing larger than `maxBytes` is read. */
export async function namedFile(io: Io, named: string, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of contentOf(io, named)) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > maxBytes) throw stop('file-too-large', { file: named, bytes: maxBytes })
    }
  } catch (cause) {
    throw cause instanceof Error && cause.name === 'Stop' ? cause : fileStop(cause, named)
  }
  return concat(...chunks)
}

function contentOf(io: Io, named: string): AsyncIterable<Uint8Array> {
  return named === '-' ? io.stdin.bytes() : createReadStream(resolve(io.cwd, named))
}
