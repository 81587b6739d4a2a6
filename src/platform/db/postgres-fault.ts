import { Fault } from '#kernel/fault.ts'
import { DatabaseError } from 'pg'

/** What a failed statement means for its caller. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error
  if (error instanceof TypeError || error instanceof RangeError) return new Fault('db-failed', { cause: error })
  if (!(error instanceof DatabaseError)) return new Fault('db-unreachable', { cause: error })
  const sqlState = error.code ?? ''
  const params = { sqlState, ...(error.table === undefined ? {} : { table: `${error.schema}.${error.table}` }) }
  return new Fault(codeOf(sqlState), { params, cause: error })
}

/** Codes by SQLSTATE, else by its class of two characters. */
const codes: Readonly<Record<string, string>> = {
  '23505': 'db-duplicate',
  '25P02': 'db-aborted',
  '53100': 'disk-full',
  '53300': 'db-unreachable',
  '57014': 'db-failed',
  '22': 'db-value',
  '54': 'db-value',
  '40': 'db-conflict',
  '08': 'db-unreachable',
  '57': 'db-unreachable',
  '53': 'db-exhausted',
  '3F': 'db-schema',
  '42': 'db-schema',
}

function codeOf(sqlState: string): string {
  return codes[sqlState] ?? codes[sqlState.slice(0, 2)] ?? 'db-failed'
}

/** Whether another attempt may fare better: nothing of this one stands. */
export function isPassing(fault: unknown): boolean {
  return fault instanceof Fault && (fault.code === 'db-conflict' || fault.code === 'db-unreachable')
}
