import { readColumnsOf } from './query.ts'
import { columnOf } from './row.ts'
import type { Question } from './select-all.ts'
import { quote, selectSql, sqlTypes, type Statement } from './sql.ts'
import type { Row, Table } from './table.ts'

type Found = Readonly<Record<string, unknown>>

/** Where a column of one question stands in the rows of all. */
interface Placed {
  readonly column: string
  readonly slot: number
}

/** One statement that answers several questions: each row says of which it is, and questions share columns of one type. */
export function selectAllSql<T extends Table>(
  questions: readonly Question<T>[],
): {
  readonly statement: Statement
  readonly answersIn: (rows: readonly Found[]) => readonly (readonly Row<T>[])[]
} {
  const slots: string[] = []
  const placed = questions.map((one) => placesOf(one, slots))
  const values: unknown[] = []
  const parts = questions.map(({ table, query }, at) => {
    const { text } = selectSql(table, query, values)
    const columns = new Map(placed[at]?.map(({ column, slot }) => [slot, column]))
    const cells = slots.map((type, slot) => {
      const column = columns.get(slot)
      return `${column === undefined ? `NULL::${type}` : quote(column)} AS c${slot}`
    })
    return `SELECT ${[`${at} AS question`, ...cells].join(', ')} FROM (${text}) AS part${at}`
  })
  return {
    statement: { text: parts.join(' UNION ALL '), values },
    answersIn(rows) {
      const answers = questions.map((): Row<T>[] => [])
      for (const row of rows) {
        const at = Number(row['question'])
        const cells = placed[at]?.map(({ column, slot }) => [column, row[`c${slot}`]] as const) ?? []
        answers[at]?.push(Object.fromEntries(cells) as Row<T>)
      }
      return answers
    },
  }
}

function placesOf<T extends Table>({ table, query }: Question<T>, slots: string[]): readonly Placed[] {
  const used = new Set<number>()
  return readColumnsOf(table, query).map((column) => {
    const type = sqlTypes[columnOf(table, column).type]
    const free = slots.findIndex((other, slot) => other === type && !used.has(slot))
    const slot = free === -1 ? slots.push(type) - 1 : free
    used.add(slot)
    return { column, slot }
  })
}
