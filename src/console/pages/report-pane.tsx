import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Report } from '../api/forms.ts'
import { reportQuery } from '../api/queries.ts'
import { Marking } from '../ui/marking.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { StateWord } from '../ui/state-word.tsx'
import { FullMoment } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'
import { ReportActions } from './report-actions.tsx'
import { ReportContent } from './report-content.tsx'
import { ReportHistory } from './report-history.tsx'
import { WhoHasIt } from './who-has-it.tsx'
import type { Tab } from './reports.tsx'

/** One report, whole: what it says, who has it and in what state, what became of it, and what may be done. */
export function ReportPane({ act, tab }: { readonly act: string; readonly tab: Tab }) {
  const { say } = useWords()
  const { data, error } = useQuery(reportQuery(act))
  return (
    <article className="pane" aria-labelledby="report-title">
      <Link to="/reports" search={{ tab }} className="pane-close">
        {say('report.close')}
      </Link>
      {data === undefined ? error !== null && <ProblemNote error={error} /> : <Whole report={data} />}
    </article>
  )
}

function Whole({ report }: { readonly report: Report }) {
  return (
    <>
      <Head report={report} />
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

function Head({ report }: { readonly report: Report }) {
  const { say, word } = useWords()
  const { label, author, audience, at, statement } = report
  return (
    <header className="pane-head">
      <p className="pane-marks">
        <Marking level={label.level} />
        <span className="tag">{word('category', label.category)}</span>
        {statement?.label?.handling.map((name) => (
          <span key={name} className="tag">
            {name}
          </span>
        ))}
        <StateWord state={report.state} />
      </p>
      <h2 id="report-title">
        <bdi>{report.title}</bdi>
      </h2>
      <dl className="facts">
        <dt>{say('report.from')}</dt>
        <dd>
          <strong>{author}</strong> {statement?.officers?.join(', ')}
        </dd>
        <dt>{say('report.to')}</dt>
        <dd>{audience.join(', ')}</dd>
        <dt>{say('report.at')}</dt>
        <dd>
          <FullMoment at={at} />
        </dd>
        {statement?.label?.reviewBy !== undefined && (
          <>
            <dt>{say('report.reviewBy')}</dt>
            <dd>{statement.label.reviewBy.slice(0, 10)}</dd>
          </>
        )}
      </dl>
    </header>
  )
}
