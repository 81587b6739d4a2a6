import { Fault } from '#kernel/fault.ts'
import type { CustomTypesConfig } from 'pg'
import { types } from 'pg'

const int8 = 20
const bytea = 17

/** How the driver turns columns into cells: bigint into number (a fault beyond 2^53-1), bytea into Uint8Array. */
export const cellTypes: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === int8) return numberOf
    if (oid === bytea) return bytesOf
    return types.getTypeParser(oid, format ?? 'text') as (text: string) => unknown
  },
}

function numberOf(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Fault('db-integer', { params: { value: text } })
  return value
}

/** `\x` and hex, the only output form of the servers we accept. */
function bytesOf(text: string): Uint8Array {
  return Uint8Array.fromHex(text.slice(2))
}
