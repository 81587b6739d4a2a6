import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { rfiQuery, type Rfi } from '../../api/consultation.ts'
import { reportQuery } from '../../api/queries.ts'
import { Marking } from '../../ui/marking.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Moment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { zonedText } from './need-by.ts'
import { RfiActions } from './rfi-actions.tsx'
import { RfiHistory } from './rfi-history.tsx'
import { RfiParties } from './rfi-parties.tsx'
import { RfiTalk } from './rfi-talk.tsx'
import { RfiState } from './words.tsx'

interface Props {
  readonly act: string
  readonly self: string
}

/** One request, whole. */
export function RfiPane({ act, self }: Props) {
  const { say } = useWords()
  const { data, error } = useQuery(rfiQuery(act))
  return (
    <article className="pane alert-pane" aria-labelledby="rfi-title">
      <Link to="/consult" search={({ act: _, ...place }) => place} className="pane-close">
        {say('report.close')}
      </Link>
      {data === undefined ? <ProblemNote error={error} /> : <Whole rfi={data} self={self} />}
    </article>
  )
}

function Whole({ rfi, self }: { readonly rfi: Rfi; readonly self: string }) {
  const { say, word } = useWords()
  const { act, author, title, question, use, legalBasis, label, reason } = rfi
  const isOver = rfi.state === 'closed' || rfi.state === 'withdrawn'
  // What its own statement says that the room does not.
  const { purpose } = useQuery(reportQuery(act)).data?.statement?.label ?? {}
  return (
    <>
      <header className="pane-head" data-is-over={isOver}>
        <p className="pane-marks">
          <RfiState state={author === self ? rfi.state : (rfi.parties[self]?.state ?? rfi.state)} />
          <Marking level={label.level} />
          <span className="tag">{word('category', label.category)}</span>
        </p>
        <h2 id="rfi-title">
          <bdi>{title}</bdi>
        </h2>
        {reason !== undefined && (
          <p role="note">
            {say('consult.withdrawnFor')} <bdi>{reason}</bdi>
          </p>
        )}
        <Facts rfi={rfi} />
      </header>
      <section aria-labelledby="question-title">
        <h3 id="question-title">{say('consult.question')}</h3>
        <p className="alert-words" dir="auto">
          {question}
        </p>
        <dl className="facts">
          <dt>{say('consult.use')}</dt>
          <dd>
            <bdi>{use}</bdi>
          </dd>
          <dt>{say('consult.legalBasis')}</dt>
          <dd>
            <bdi>{legalBasis}</bdi>
          </dd>
        </dl>
      </section>
      <RfiActions rfi={rfi} self={self} purpose={purpose} />
      <RfiParties rfi={rfi} self={self} />
      <RfiTalk rfi={rfi} />
      <RfiHistory rfi={rfi} />
    </>
  )
}

/** Who asks whom, and by when: as an instant, and by the clocks by which it was meant. */
function Facts({ rfi }: { readonly rfi: Rfi }) {
  const { say } = useWords()
  const { author, audience, organs = [], needBy, zone } = rfi
  return (
    <dl className="facts">
      <dt>{say('consult.askedBy')}</dt>
      <dd>
        <strong>{author}</strong>
      </dd>
      <dt>{say('consult.asked')}</dt>
      <dd>{audience.join(', ')}</dd>
      {organs.length > 0 && (
        <>
          <dt>{say('consult.organs')}</dt>
          <dd>
            <bdi>{organs.map(({ party, organ }) => `${party}: ${organ}`).join('; ')}</bdi>
          </dd>
        </>
      )}
      <dt>{say('consult.needBy')}</dt>
      <dd>
        <Moment at={needBy} /> <bdi className="beside">{zonedText(needBy, zone)}</bdi>
      </dd>
    </dl>
  )
}
