import { fromBase64Url } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { openAct } from '#protocol/act/open.ts'
import type { Act, ActId, SignedAct } from '#protocol/act/statement.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { acts } from './tables.ts'

/** The signed act of a row, byte for byte; `undefined` for the stub of an erased one. */
export function signedOf(row: Row<typeof acts>): SignedAct | undefined {
  if (row.statement === null || row.signatures === null) return undefined
  const signatures = row.signatures.map(({ keyid, sig }) => ({ keyid, sig: fromBase64Url(sig) ?? damaged(row.act) }))
  return { payloadType: row.payload_type, statement: row.statement, signatures }
}

/** The act of a row, checked again as it was when it came; a fault if the stored bytes are not what they were. */
export function actOf(row: Row<typeof acts>): Act | undefined {
  const signed = signedOf(row)
  if (signed === undefined) return undefined
  const act = openAct(signed)
  return isRefusal(act) || act.id !== row.act ? damaged(row.act) : act
}

/** `undefined` where this node holds no such act, or only its stub. */
export async function loadAct(reads: Reads, id: ActId): Promise<Act | undefined> {
  const row = await reads.find(acts, { act: id })
  return row === undefined ? undefined : actOf(row)
}

/** Where an act stands in the order of arrival; 0, which is nowhere, if this node holds none of that name. */
export async function arrivalOf(reads: Reads, act: ActId): Promise<number> {
  const [row] = await reads.select(acts, { where: { act }, columns: ['arrival'], limit: 1 })
  return row?.arrival ?? 0
}

function damaged(act: ActId): never {
  throw new Fault('record-damaged', { params: { act } })
}
