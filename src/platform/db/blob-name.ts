import { Fault } from '#kernel/fault.ts'

const shape = /^[a-z0-9-]{1,100}$/u

/** Faults unless the name is one of ours: it becomes the name of a file. */
export function checkBlobName(name: string): void {
  if (!shape.test(name)) throw new Fault('blob-name')
}
