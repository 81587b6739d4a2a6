import type { ReactNode } from 'react'

interface CardTableProps {
  /** Of the heading, by which the table is called. */
  readonly id: string
  readonly title: string
  readonly hint: string
  readonly columns: readonly string[]
  /** The rows. */
  readonly children: ReactNode
}

/** A card with one table, which scrolls by itself where it is too wide. */
export function CardTable({ id, title, hint, columns, children }: CardTableProps) {
  return (
    <section className="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p className="hint">{hint}</p>
      <div className="table-scroller" tabIndex={0} role="group" aria-labelledby={id}>
        <table>
          <thead>
            <tr>
              {columns.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
    </section>
  )
}
