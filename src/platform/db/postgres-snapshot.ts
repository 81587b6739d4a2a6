import { faultOf } from './postgres-fault.ts'
import type { DatabaseAddress } from './postgres-address.ts'
import { readsOver } from './postgres-reads.ts'
import { Session } from './postgres-session.ts'
import { quotePath, type Statement } from './sql.ts'
import type { Snapshot } from './store.ts'

/**
 * One REPEATABLE READ, read-only transaction on a connection of its own, so that a long reader takes none from the pools. PostgreSQL
 * fixes what such a transaction sees at its first statement, which is therefore made here.
 */
export async function openSnapshot(address: DatabaseAddress): Promise<Snapshot> {
  const session = await Session.open(address).catch(rethrow)
  const ask = ({ text, values }: Statement) =>
    session.client.query<Record<string, unknown>>(text, [...values]).catch(rethrow)
  const dispose = async (): Promise<void> => {
    if (session.isAlive) await session.client.query('ROLLBACK').catch(() => undefined)
    await session[Symbol.asyncDispose]()
  }
  try {
    await ask({ text: 'BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY', values: [] })
    await ask({ text: 'SELECT pg_current_snapshot()', values: [] })
  } catch (error) {
    await dispose()
    throw error
  }
  return {
    ...readsOver(ask),
    // A sequence stands outside of every transaction: what is read is its present number, which no row of the snapshot exceeds.
    async reached(sequence) {
      const text = `SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS reached FROM ${quotePath(sequence)}`
      return Number((await ask({ text, values: [] })).rows[0]?.['reached'])
    },
    [Symbol.asyncDispose]: dispose,
  }
}

function rethrow(error: unknown): never {
  throw faultOf(error)
}
