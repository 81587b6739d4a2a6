import type { Reads } from './store.ts'
import type { Query, Row, Table } from './table.ts'

/** What `select` is asked, as data. */
export interface Question<T extends Table = Table> {
  readonly table: T
  readonly query: Query<T>
}

export const question = <T extends Table>(table: T, query: Query<T>): Question<T> => ({ table, query })

/** Rows per question. */
export type Answers<Questions extends readonly Question[]> = {
  readonly [At in keyof Questions]: Questions[At] extends Question<infer T> ? readonly Row<T>[] : never
}

/** Answers several questions, with one message to the database where `reads` can. The rows of each come in whatever order. */
export async function selectAll<const Questions extends readonly Question[]>(
  reads: Reads,
  questions: Questions,
): Promise<Answers<Questions>> {
  const all =
    reads.selectAll?.(questions) ?? Promise.all(questions.map(({ table, query }) => reads.select(table, query)))
  return (await all) as Answers<Questions>
}

/**
 * Reads that ask some questions ahead, all at once, and tell each answer once, when that very question is asked: it is as old as the beginning.
 * What is asked otherwise is asked anew.
 */
export async function foresee(reads: Reads, questions: readonly Question[]): Promise<Reads> {
  const answers = await selectAll(reads, questions)
  const known = new Map(questions.map(({ table, query }, at) => [nameOf(table, query), answers[at]]))
  return {
    find: (table, key) => reads.find(table, key),
    async select<T extends Table>(table: T, query: Query<T>) {
      const name = nameOf(table, query)
      const found = known.get(name)
      known.delete(name)
      return found === undefined ? reads.select(table, query) : (found as unknown as readonly Row<T>[])
    },
    count: (table, where, cap) => reads.count(table, where, cap),
    greatest: (table, column, where) => reads.greatest(table, column, where),
    selectAll: (others) => selectAll(reads, others),
  }
}

const nameOf = (table: Table, query: object): string => `${table.name} ${JSON.stringify(query)}`
