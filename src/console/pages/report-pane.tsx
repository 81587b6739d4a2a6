import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Report } from '../api/forms.ts'
import { reportQuery } from '../api/queries.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'
import { ReportActions } from './report-actions.tsx'
import { ReportContent } from './report-content.tsx'
import { ReportHead } from './report-head.tsx'
import { ReportHistory } from './report-history.tsx'
import { WhoHasIt } from './who-has-it.tsx'

/** One report, whole: what it says, who has it and in what state, what became of it, and what may be done. */
export function ReportPane({ act }: { readonly act: string }) {
  const { say } = useWords()
  const { data, error } = useQuery(reportQuery(act))
  return (
    <article className="pane" aria-labelledby="report-title">
      <Link to="/reports" search={({ act: _, ...list }) => list} className="pane-close">
        {say('report.close')}
      </Link>
      {data === undefined ? error !== null && <ProblemNote error={error} /> : <Whole report={data} />}
    </article>
  )
}

function Whole({ report }: { readonly report: Report }) {
  return (
    <>
      <ReportHead report={report} />
      <ReportActions report={report} />
      <div className="pane-columns">
        <ReportContent report={report} />
        <div className="rail">
          <WhoHasIt report={report} />
          <ReportHistory report={report} />
        </div>
      </div>
    </>
  )
}
