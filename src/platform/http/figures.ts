import type { Refusal } from '#kernel/refusal.ts'
import type { Reader } from './reader.ts'
import { may } from './roles.ts'

/** Why this reader is told no figures over everything that the node holds; `undefined` where they tell him nothing that he may not know. */
export function refuseFigures(reader: Reader): Refusal | undefined {
  return reader.seesAll ? undefined : may(reader.account.role, 'node.figures')
}
