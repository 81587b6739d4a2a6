import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { closedTextQuery, type ClosedText } from '../../api/negotiation.ts'
import { doorQuery } from '../../api/queries.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { FullMoment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { Countersigning } from './countersigning.tsx'
import { SideBySide } from './side-by-side.tsx'
import { Concordance } from './text.tsx'

/** A text that its participants alone know of. For anybody else the node answers as if there were none. */
export function ClosedPage() {
  const { act } = useParams({ from: '/agreements/closed/$act' })
  const { data: closed, error } = useQuery(closedTextQuery(act))
  const { named, say } = useWords()
  if (closed === undefined) return <ProblemNote error={error} />
  const { name, title, body } = closed
  return (
    <article className="agreement" aria-labelledby="closed-title">
      <header className="agreement-head">
        <h2 id="closed-title">
          <bdi>{named(title, name)}</bdi>
        </h2>
        <p className="pane-marks">
          <span className="tag">{say('agreement.closed')}</span>
          <code>{name}</code>
        </p>
      </header>
      <WhoKnows closed={closed} />
      <Signatures closed={closed} />
      {body.text !== undefined && (
        <section className="card" aria-labelledby="text-title">
          <h2 id="text-title">{say('agreement.texts.version', { version: body.text.version })}</h2>
          <Concordance text={body.text} />
          <SideBySide editions={body.text.authentic} />
        </section>
      )}
    </article>
  )
}

interface Props {
  readonly closed: ClosedText
}

/** What each of the participants knows, and all that the coalition learns. */
function WhoKnows({ closed: { participants, digest, entered } }: Props) {
  const { say } = useWords()
  return (
    <section className="card" aria-labelledby="knows-title">
      <h2 id="knows-title">{say('agreement.closedText.knows')}</h2>
      <dl className="facts">
        <dt>{say('agreement.closedText.all')}</dt>
        <dd>{participants.join(', ')}</dd>
        <dt>{say('agreement.closedText.others')}</dt>
        <dd>
          {entered === undefined ? (
            say('agreement.closedText.nothing')
          ) : (
            <>
              {say('agreement.closedText.digest')} <FullMoment at={entered.at} />
            </>
          )}
        </dd>
        <dt>{say('agreement.closedText.digestIs')}</dt>
        <dd>
          <code dir="ltr">{digest}</code>
        </dd>
      </dl>
    </section>
  )
}

function Signatures({ closed }: Props) {
  const { say } = useWords()
  const self = useQuery(doorQuery).data?.party ?? ''
  const { act, author, at, participants, signed, state, adopted } = closed
  const missing = participants.filter((party) => !signed.includes(party))
  return (
    <section className="card" aria-labelledby="signed-title">
      <h2 id="signed-title">{say('agreement.proposal.signatures')}</h2>
      <dl className="facts">
        <dt>{say('agreement.texts.column.by')}</dt>
        <dd>
          {author}, <FullMoment at={at} />
        </dd>
        <dt>{say('agreement.texts.column.signed')}</dt>
        <dd>{signed.join(', ') || '–'}</dd>
        <dt>{say('agreement.texts.column.missing')}</dt>
        <dd>{missing.join(', ') || '–'}</dd>
      </dl>
      {state === 'adopted' && adopted !== undefined && (
        <p data-says="yes">
          ✓ {say('agreement.closedText.adopted')} <FullMoment at={adopted} />{' '}
          <Link to="/agreements/of/$name" params={{ name: act }}>
            {say('agreement.closedText.toRegister')}
          </Link>
        </p>
      )}
      {missing.includes(self) && <Countersigning verb="agreement countersign" act={act} action="agreement.act" />}
    </section>
  )
}
