import { setFlagsFromString } from 'node:v8'

/**
 * Lets buffers of files on their way count with the rest of the memory. By default a few of them that wait to be freed make the collector
 * come by themselves, and it looks through everything the process holds, many times while one large file is delivered.
 */
export function countBuffersWithTheRest(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit')
}
