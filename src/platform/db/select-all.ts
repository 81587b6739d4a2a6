import { checkCell } from './row.ts'
import type { Reads } from './store.ts'
import type { Query, Row, Table } from './table.ts'

/** What `select` is asked, as data. */
export interface Question<T extends Table = Table> {
  readonly table: T
  readonly query: Query<T>
}

export const question = <T extends Table>(table: T, query: Query<T>): Question<T> => ({ table, query })

/** Answers several questions, with one message to the database where `reads` can. The rows of each come in whatever order. */
export async function selectAll<T extends Table>(
  reads: Reads,
  questions: readonly Question<T>[],
): Promise<readonly (readonly Row<T>[])[]> {
  return reads.selectAll?.(questions) ?? Promise.all(questions.map(({ table, query }) => reads.select(table, query)))
}

/**
 * Reads that ask some questions ahead, all at once, and tell each answer once, when that very question is asked: it is as old as the beginning.
 * What is asked otherwise is asked anew.
 */
export async function foresee(reads: Reads, questions: readonly Question[]): Promise<Reads> {
  const answers = await selectAll(reads, questions)
  const known = new Map(questions.map(({ table, query }, at) => [nameOf(table, query), answers[at] ?? []]))
  return {
    find: (table, key) => reads.find(table, key),
    async select<T extends Table>(table: T, query: Query<T>) {
      const name = nameOf(table, query)
      const told = known.get(name)
      known.delete(name)
      return told === undefined ? reads.select(table, query) : rowsOf(table, told)
    },
    count: (table, where, cap) => reads.count(table, where, cap),
    greatest: (table, column, where) => reads.greatest(table, column, where),
    selectAll: (others) => selectAll(reads, others),
  }
}

/** Of rows that were asked for under the name of a table: each cell is looked at. */
function rowsOf<T extends Table>(table: T, rows: readonly Row<Table>[]): readonly Row<T>[] {
  for (const row of rows) for (const [column, cell] of Object.entries(row)) checkCell(table, column, cell)
  return rows as readonly Row<T>[]
}

const nameOf = (table: Table, query: object): string => `${table.name} ${JSON.stringify(query)}`
