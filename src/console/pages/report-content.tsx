import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { Report } from '../api/forms.ts'
import { attachmentPath, objectsQuery, textQuery } from '../api/queries.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'
import { ReportTexts } from './report-texts.tsx'

/** What the author says: text, files, objects. A recalled report is a stub that says why. */
export function ReportContent({ report }: { readonly report: Report }) {
  const { say } = useWords()
  const isGone = report.state === 'recalled' || report.state === 'corrected'
  return (
    <div className="content">
      {isGone && (
        <p className="sealed" role="note">
          {say('report.sealed')}{' '}
          {report.reason !== undefined && <bdi>{say('report.reason', { reason: report.reason })}</bdi>}
        </p>
      )}
      {report.description !== undefined && report.description !== '' && (
        <section aria-labelledby="text-title">
          <h3 id="text-title">{say('report.text')}</h3>
          <p className="report-text" dir="auto">
            {report.description}
          </p>
        </section>
      )}
      {!isGone && <Files report={report} />}
      {!isGone && (report.objects?.count ?? 0) > 0 && <ReportTexts key={report.act} report={report} />}
      {!isGone && (report.objects?.count ?? 0) > 0 && (
        <ObjectList act={report.act} count={report.objects?.count ?? 0} />
      )}
    </div>
  )
}

function Files({ report }: { readonly report: Report }) {
  const { say } = useWords()
  const files = report.attachments ?? []
  if (files.length === 0) return null
  return (
    <section aria-labelledby="files-title">
      <h3 id="files-title">{say('report.files')}</h3>
      <ul className="files">
        {files.map(({ name, bytes, mediaType }, at) => (
          <li key={name}>
            <a href={attachmentPath(report.act, at)} download>
              <bdi>{name}</bdi>
            </a>{' '}
            <span className="hint">{say('report.bytes', { bytes })}</span>
            {mediaType === 'text/plain' && bytes <= mostTextBytes && <FileText act={report.act} position={at} />}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Longer texts are for a reader of files. */
const mostTextBytes = 64 * 1024

function FileText({ act, position }: { readonly act: string; readonly position: number }) {
  const { data, error } = useQuery(textQuery(act, position))
  return data === undefined ? (
    <ProblemNote error={error} />
  ) : (
    <p className="report-text file-text" dir="auto">
      {data}
    </p>
  )
}

function ObjectList({ act, count }: { readonly act: string; readonly count: number }) {
  const { say } = useWords()
  const query = useInfiniteQuery(objectsQuery(act))
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <section aria-labelledby="objects-title">
      <h3 id="objects-title">{say('report.objects', { count })}</h3>
      <ProblemNote error={query.error} />
      <table className="objects">
        <thead>
          <tr>
            <th scope="col">{say('report.type')}</th>
            <th scope="col">{say('report.name')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ position, id, type, name }) => (
            <tr key={position}>
              <td>{type}</td>
              <td>
                <bdi>{name === '' ? id : name}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {query.hasNextPage && (
        <button type="button" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {say('report.more')}
        </button>
      )}
    </section>
  )
}
