import { setFlagsFromString } from 'node:v8'

/**
 * What a process that serves for long asks of the runtime. Buffers of files on their way count with the rest of the memory: by default a few of
 * them that wait to be freed make the collector come by themselves, and it looks through everything the process holds, many times while one
 * large file is delivered. And the code that reads a document stays, however long none comes: by default it is forgotten after some seconds,
 * and the next document takes half as long again.
 */
export function serveForLong(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit')
  setFlagsFromString('--no-flush-bytecode')
}
