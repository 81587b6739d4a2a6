import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { doorQuery } from '../../api/queries.ts'
import { missingOf, proposalQuery, type ProposedText } from '../../api/negotiation.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { RefusalNote } from '../../ui/refusal-note.tsx'
import { FullMoment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { Countersigning } from './countersigning.tsx'
import { SideBySide } from './side-by-side.tsx'
import { Concordance } from './text.tsx'

/** A text that waits for signatures: what it says, who has signed, and how this state signs where its root key lies. */
export function ProposalPage() {
  const { act } = useParams({ from: '/agreements/proposals/$act' })
  const { data: proposal, error } = useQuery(proposalQuery(act))
  const { named, say } = useWords()
  if (proposal === undefined) return <ProblemNote error={error} />
  const { machine, text } = proposal.body.change
  const name = proposal.subject.slice(proposal.subject.indexOf('/') + 1)
  return (
    <article className="agreement" aria-labelledby="proposal-title">
      <h2 id="proposal-title">
        <bdi>{named(machine?.title, name)}</bdi>
      </h2>
      <Consents proposal={proposal} />
      {text !== undefined && (
        <section className="card" aria-labelledby="text-title">
          <h2 id="text-title">{say('agreement.texts.version', { version: text.version })}</h2>
          <Concordance text={text} />
          <SideBySide editions={text.authentic} />
        </section>
      )}
    </article>
  )
}

function Consents({ proposal }: { readonly proposal: ProposedText }) {
  const { say } = useWords()
  const self = useQuery(doorQuery).data?.party ?? ''
  const { act, author, at, expires, consents, state, why, dueBy, overdue = false } = proposal
  const missing = missingOf(consents)
  return (
    <section className="card" aria-labelledby="consents-title">
      <h2 id="consents-title">{say('agreement.proposal.signatures')}</h2>
      <dl className="facts">
        <dt>{say('agreement.texts.column.by')}</dt>
        <dd>
          {author}, <FullMoment at={at} />
        </dd>
        {proposal.body.reason !== undefined && (
          <>
            <dt>{say('agreement.proposal.reason')}</dt>
            <dd dir="auto">{proposal.body.reason}</dd>
          </>
        )}
        <dt>{say('agreement.texts.column.signed')}</dt>
        <dd>{consents?.signed.join(', ') || '–'}</dd>
        <dt>{say('agreement.texts.column.missing')}</dt>
        <dd>{missing.join(', ') || '–'}</dd>
        {expires !== undefined && state === 'open' && (
          <>
            <dt>{say('agreement.proposal.expires')}</dt>
            <dd>
              <FullMoment at={expires} />
            </dd>
          </>
        )}
        {dueBy !== undefined && (
          <>
            <dt>{say('agreement.duties.dueBy')}</dt>
            <dd data-says={overdue ? 'no' : undefined}>
              <FullMoment at={dueBy} /> {overdue && say('agreement.duties.overdue')}
            </dd>
          </>
        )}
      </dl>
      {state === 'adopted' && <p data-says="yes">✓ {say('agreement.proposal.adopted')}</p>}
      {why !== undefined && state === 'void' && <RefusalNote refusal={why} />}
      {state === 'open' && missing.includes(self) && (
        <Countersigning verb="charter sign" act={act} action="charter.sign" />
      )}
    </section>
  )
}
