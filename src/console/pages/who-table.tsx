import type { ReactNode } from 'react'
import { useWords } from '../words/say.tsx'

interface WhoTableProps {
  readonly title: string
  /** Over what people said; what machines confirmed stands beside it. */
  readonly people: string
  readonly hint: string | undefined
  /** A row for each party. */
  readonly children: ReactNode
}

/** Who has something: what its machine confirmed and what its people said stand in columns of their own. */
export function WhoTable({ title, people, hint, children }: WhoTableProps) {
  const { say } = useWords()
  return (
    <section aria-labelledby="who-title">
      <h3 id="who-title">{title}</h3>
      <div className="table-scroller" tabIndex={0} role="group" aria-labelledby="who-title">
        <table className="who">
          <thead>
            <tr>
              <th scope="col">{say('report.party')}</th>
              <th scope="col">{say('duty.machine')}</th>
              <th scope="col">{people}</th>
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
      {hint !== undefined && <p className="hint">{hint}</p>}
    </section>
  )
}
