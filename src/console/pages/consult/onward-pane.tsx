import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { onwardQuery, type Onward } from '../../api/consultation.ts'
import { Marking } from '../../ui/marking.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { FullMoment, Moment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { OnwardActions } from './onward-actions.tsx'
import { OnwardState } from './words.tsx'

interface Props {
  readonly act: string
  readonly self: string
}

/** One request to pass an answer on, whole. */
export function OnwardPane({ act, self }: Props) {
  const { say } = useWords()
  const { data, error } = useQuery(onwardQuery(act))
  return (
    <article className="pane alert-pane" aria-labelledby="onward-title">
      <Link to="/consult/onward" search={{}} className="pane-close">
        {say('report.close')}
      </Link>
      {data === undefined ? <ProblemNote error={error} /> : <Whole onward={data} self={self} />}
    </article>
  )
}

function Whole({ onward, self }: { readonly onward: Onward; readonly self: string }) {
  const { say, word } = useWords()
  const { label, given, passings } = onward
  return (
    <>
      <header className="pane-head">
        <p className="pane-marks">
          <OnwardState state={onward.state} />
          <Marking level={label.level} />
          <span className="tag">{word('category', label.category)}</span>
        </p>
        <h2 id="onward-title">
          <bdi>{given?.title ?? say('consult.part.onward')}</bdi>
        </h2>
        <Facts onward={onward} />
      </header>
      {given !== undefined && (
        <section aria-labelledby="given-title">
          <h3 id="given-title">{say('consult.text')}</h3>
          <p className="alert-words" dir="auto">
            {given.text}
          </p>
          <p>
            <Link to="/consult" search={{ act: given.request }}>
              {say('consult.open')}
            </Link>
          </p>
        </section>
      )}
      <OnwardActions onward={onward} self={self} />
      {passings.length > 0 && (
        <section aria-labelledby="passings-title">
          <h3 id="passings-title">{say('consult.onward.passedOn')}</h3>
          <ul>
            {passings.map(({ act, at: passedAt, to: whom, covered }) => (
              <li key={act}>
                <Moment at={passedAt} /> {whom.join(', ')}
                {!covered && <strong> {say('consult.onward.beyond')}</strong>}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Facts({ onward }: { readonly onward: Onward }) {
  const { say } = useWords()
  const { author, owner, to, use, at } = onward
  return (
    <dl className="facts">
      <dt>{say('consult.askedBy')}</dt>
      <dd>
        <strong>{author}</strong> <FullMoment at={at} />
      </dd>
      <dt>{say('consult.onward.owner')}</dt>
      <dd>
        <strong>{owner}</strong>
      </dd>
      <dt>{say('consult.onward.whom')}</dt>
      <dd>{to.join(', ')}</dd>
      <dt>{say('consult.use')}</dt>
      <dd>
        <bdi>{use}</bdi>
      </dd>
      <OwnersWord onward={onward} />
    </dl>
  )
}

/** To whom it may go, until when, and what was said with it. */
function OwnersWord({ onward: { grantedTo, until, note, state } }: { readonly onward: Onward }) {
  const { say } = useWords()
  return (
    <>
      {grantedTo !== undefined && state === 'granted' && (
        <>
          <dt>{say('consult.onward.grantedTo')}</dt>
          <dd>{grantedTo.join(', ')}</dd>
        </>
      )}
      {until !== undefined && state === 'granted' && (
        <>
          <dt>{say('consult.onward.until')}</dt>
          <dd>
            <FullMoment at={until} />
          </dd>
        </>
      )}
      {note !== undefined && (
        <>
          <dt>{say('consult.onward.note')}</dt>
          <dd>
            <bdi>{note}</bdi>
          </dd>
        </>
      )}
    </>
  )
}
