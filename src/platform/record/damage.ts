import { Fault } from '#kernel/fault.ts'

const codes: ReadonlySet<string> = new Set([
  'attachment-damaged',
  'attachment-key',
  'attachment-missing',
  'record-damaged',
])

/** Whether what is kept of an act is not what it was: read again it is not either. Any other failure, of a disk or the database, may pass. */
export const isDamagedRecord = (error: unknown): boolean => error instanceof Fault && codes.has(error.code)
