import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import {
  closedQuery,
  draftLinesQuery,
  missingOf,
  proposalsQuery,
  type Closed,
  type DraftLine,
  type Proposal,
} from '../../api/negotiation.ts'
import { EmptyNote } from '../../ui/empty-note.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Moment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { BringText } from './bring-text.tsx'

/** Texts that are not adopted yet: what is negotiated, and what waits for signatures. */
export function TextsPage() {
  const { say } = useWords()
  const drafts = useQuery(draftLinesQuery)
  const proposals = useQuery(proposalsQuery)
  const closed = useQuery(closedQuery)
  const texts = proposals.data?.items.filter(({ change }) => change?.startsWith('agreement.') === true) ?? []
  const open = closed.data?.items.filter(({ state }) => state === 'open') ?? []
  const all = (drafts.data?.items.length ?? 0) + texts.length + open.length
  return (
    <>
      <ProblemNote error={drafts.error ?? proposals.error ?? closed.error} />
      {drafts.data !== undefined && proposals.data !== undefined && all === 0 && (
        <EmptyNote title={say('agreement.texts.none')} why={say('agreement.texts.noneWhy')} />
      )}
      {texts.length > 0 && <Proposals items={texts} />}
      {open.length > 0 && <ClosedTexts items={open} />}
      {drafts.data !== undefined && drafts.data.items.length > 0 && <Drafts items={drafts.data.items} />}
      <BringText />
    </>
  )
}

function Drafts({ items }: { readonly items: readonly DraftLine[] }) {
  const { say } = useWords()
  return (
    <section className="card" aria-labelledby="drafts-title">
      <h2 id="drafts-title">{say('agreement.texts.drafts')}</h2>
      <Table columns={['agreement', 'by', 'negotiators', 'agreed']}>
        {items.map(({ agreement, act, author, at, negotiators, version, paragraphs, agreed }) => (
          <tr key={act}>
            <th scope="row">
              <Link to="/agreements/texts/$name/$act" params={{ name: agreement, act }}>
                {agreement}
              </Link>{' '}
              <span className="hint">{say('agreement.texts.version', { version })}</span>
            </th>
            <td>
              {author}{' '}
              <span className="block hint">
                <Moment at={at} />
              </span>
            </td>
            <td>{negotiators.join(', ')}</td>
            <td>{say('agreement.texts.agreed', { agreed, paragraphs })}</td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

function Proposals({ items }: { readonly items: readonly Proposal[] }) {
  const { say, refusal } = useWords()
  return (
    <section className="card" aria-labelledby="proposals-title">
      <h2 id="proposals-title">{say('agreement.texts.proposals')}</h2>
      <Table columns={['agreement', 'by', 'signed', 'missing']}>
        {items.map(({ act, subject, change, author, at, consents, why, state }) => (
          <tr key={act}>
            <th scope="row">
              <Link to="/agreements/proposals/$act" params={{ act }}>
                {subject.slice(subject.indexOf('/') + 1)}
              </Link>{' '}
              <span className="hint block">
                {change !== undefined && say(`agreement.texts.is.${change.slice('agreement.'.length)}`)}
              </span>
            </th>
            <td>
              {author}{' '}
              <span className="block hint">
                <Moment at={at} />
              </span>
            </td>
            <td>{consents?.signed.join(', ') || '–'}</td>
            <td>
              {state === 'due' ? say('agreement.texts.due') : missingOf(consents).join(', ') || '–'}
              {why !== undefined && state === 'void' && <span className="hint block">{refusal(why).sentence}</span>}
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

function ClosedTexts({ items }: { readonly items: readonly Closed[] }) {
  const { say, named } = useWords()
  return (
    <section className="card" aria-labelledby="closed-title">
      <h2 id="closed-title">{say('agreement.texts.closed')}</h2>
      <p className="hint">{say('agreement.texts.closedWhy')}</p>
      <Table columns={['agreement', 'by', 'signed', 'missing']}>
        {items.map(({ act, name, title, author, participants, signed }) => (
          <tr key={act}>
            <th scope="row">
              <Link to="/agreements/closed/$act" params={{ act }}>
                <bdi>{named(title, name)}</bdi>
              </Link>
            </th>
            <td>{author}</td>
            <td>{signed.join(', ') || '–'}</td>
            <td>{participants.filter((party) => !signed.includes(party)).join(', ') || '–'}</td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

function Table(props: { readonly columns: readonly string[]; readonly children: ReactNode }) {
  const { say } = useWords()
  return (
    <div className="table-scroller">
      <table>
        <thead>
          <tr>
            {props.columns.map((name) => (
              <th key={name} scope="col">
                {say(`agreement.texts.column.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </div>
  )
}
