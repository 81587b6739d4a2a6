import type { Report } from '../api/forms.ts'
import { Marking } from '../ui/marking.tsx'
import { StateWord } from '../ui/state-word.tsx'
import { FullMoment } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'

/** Under which label a report stands, from whom and to whom, and until when; of personal data, for what, on which basis, and its end. */
export function ReportHead({ report }: { readonly report: Report }) {
  const { say, word } = useWords()
  const { label, author, audience, at, statement } = report
  const { handling = [], reviewBy, personalData } = statement?.label ?? {}
  return (
    <header className="pane-head">
      <p className="pane-marks">
        <Marking level={label.level} />
        <span className="tag">{word('category', label.category)}</span>
        {handling.map((name) => (
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
        {reviewBy !== undefined && (
          <>
            <dt>{say('report.reviewBy')}</dt>
            <dd>{reviewBy.slice(0, 10)}</dd>
          </>
        )}
        {personalData !== undefined && (
          <>
            <dt>{say('compose.personalPurpose')}</dt>
            <dd dir="auto">{personalData.purpose}</dd>
            <dt>{say('compose.legalBasis')}</dt>
            <dd dir="auto">{personalData.legalBasis}</dd>
            <dt>{say('compose.expires')}</dt>
            <dd>{personalData.expires.slice(0, 10)}</dd>
          </>
        )}
      </dl>
    </header>
  )
}
