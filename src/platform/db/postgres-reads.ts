import type { QueryResult } from 'pg'
import { cellsOf, limitOf } from './query.ts'
import { intColumnOf } from './row.ts'
import { selectAllSql } from './select-all-sql.ts'
import type { Question } from './select-all.ts'
import { quote, quoteList, quotePath, selectSql, whereSql } from './sql.ts'
import type { Statement } from './sql.ts'
import type { Reads } from './store.ts'
import type { KeyOf, Query, Row, Table, Where } from './table.ts'

type Ask = (statement: Statement) => Promise<QueryResult<Record<string, unknown>>>

/** Reads as SQL. `ask` runs one statement, on whatever connection. */
export function readsOver(ask: Ask): Required<Reads> {
  return {
    find: async <T extends Table>(table: T, key: KeyOf<T>) => first<T>(await ask(findSql(table, key, ''))),
    select: async <T extends Table>(table: T, query: Query<T>) => {
      const statement = selectSql(table, query)
      return isNever(query) ? [] : ((await ask(statement)).rows as unknown as readonly Row<T>[])
    },
    selectAll: async <T extends Table>(questions: readonly Question<T>[]) => {
      const { statement, answersIn } = selectAllSql(questions)
      return answersIn((await ask(statement)).rows)
    },
    count: async <T extends Table>(table: T, where: Where<T>, cap: number) => {
      const values: unknown[] = []
      const matching = `SELECT FROM ${quotePath(table.name)}${whereSql(table, where, values)} LIMIT ${limitOf(cap)}`
      const { rows } = await ask({ text: `SELECT count(*) AS count FROM (${matching}) AS matching`, values })
      return Number(rows[0]?.['count'])
    },
    greatest: async <T extends Table>(table: T, column: keyof T['columns'] & string, where?: Where<T>) => {
      intColumnOf(table, column)
      const values: unknown[] = []
      const conditions = whereSql(table, where ?? {}, values)
      const text = `SELECT max(${quote(column)}) AS greatest FROM ${quotePath(table.name)}${conditions}`
      const greatest = (await ask({ text, values })).rows[0]?.['greatest']
      return typeof greatest === 'number' ? greatest : undefined
    },
  }
}

/** Whether it asks for rows with one of no values: what a condition is made of is often empty. */
function isNever<T extends Table>({ where = {} }: Query<T>): boolean {
  const tests: readonly unknown[] = Object.values(where)
  return tests.some(
    (test) =>
      typeof test === 'object' && test !== null && 'in' in test && Array.isArray(test.in) && test.in.length === 0,
  )
}

/** One row by its key, with an ending such as ` FOR UPDATE`. */
export function findSql<T extends Table>(table: T, key: KeyOf<T>, ending: string): Statement {
  const cells = cellsOf(table, key)
  const tests = table.key.map((column, at) => `${quote(column)} = $${at + 1}`)
  const columns = quoteList(Object.keys(table.columns))
  const text = `SELECT ${columns} FROM ${quotePath(table.name)} WHERE ${tests.join(' AND ')}${ending}`
  return { text, values: table.key.map((column) => cells[column]) }
}

export function first<T extends Table>(result: QueryResult<Record<string, unknown>>): Row<T> | undefined {
  return result.rows[0] as Row<T> | undefined
}
