import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { doorQuery } from '../../api/queries.ts'
import { draftQuery, type Draft, type Paragraph } from '../../api/negotiation.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { FullMoment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { PositionForm } from './position-form.tsx'
import { SideBySide } from './side-by-side.tsx'
import { Concordance } from './text.tsx'

/** A text in negotiation: its languages beside one another, its brackets, and under each paragraph what every negotiator says of it. */
export function DraftPage() {
  const { say } = useWords()
  const { name, act } = useParams({ from: '/agreements/texts/$name/$act' })
  const { data: draft, error } = useQuery(draftQuery(name, act))
  if (draft === undefined) return <ProblemNote error={error} />
  const agreed = draft.paragraphs.filter(({ isAgreed }) => isAgreed).length
  return (
    <article className="agreement" aria-labelledby="draft-title">
      <header>
        <h2 id="draft-title">
          {name} · {say('agreement.texts.version', { version: draft.text.version })}
        </h2>
        <p className="hint">
          {say('agreement.draft.by', { author: draft.author, negotiators: draft.negotiators.join(', ') })}{' '}
          <FullMoment at={draft.at} />
        </p>
      </header>
      <section className="card" aria-label={say('agreement.view.text')}>
        <p data-says={draft.isAgreed ? 'yes' : undefined}>
          {say('agreement.texts.agreed', { agreed, paragraphs: draft.paragraphs.length })}
        </p>
        <Concordance text={draft.text} />
        <SideBySide
          editions={draft.text.authentic}
          below={(article, paragraph) => <Positions name={name} draft={draft} row={rowOf(draft, article, paragraph)} />}
        />
      </section>
    </article>
  )
}

const rowOf = ({ paragraphs }: Draft, article: string, paragraph: string): Paragraph | undefined =>
  paragraphs.find((row) => row.article === article && row.paragraph === paragraph)

interface Props {
  readonly name: string
  readonly draft: Draft
  readonly row: Paragraph | undefined
}

function Positions({ name, draft, row }: Props) {
  const { say } = useWords()
  const self = useQuery(doorQuery).data?.party ?? ''
  if (row === undefined) return null
  const state = row.isAgreed ? 'agreed' : row.isBracketed ? 'bracketed' : 'open'
  return (
    <div className="positions">
      <p className="tag" data-says={row.isAgreed ? 'yes' : undefined}>
        {row.isAgreed ? '✓ ' : ''}
        {say(`agreement.paragraph.${state}`)}
      </p>
      <ul>
        {Object.entries(row.positions).map(([party, { kind, opinion, ground, language, text, reason }]) => (
          <li key={party}>
            <strong>{party}</strong> {say(`agreement.position.${kind}`)}
            {ground !== undefined && `: ${say(`agreement.ground.${ground}`)}`}
            {language !== undefined && ` (${language})`}
            {[opinion, text, reason].map(
              (said) =>
                said !== undefined && (
                  <q key={said} dir="auto">
                    {said}
                  </q>
                ),
            )}
          </li>
        ))}
      </ul>
      {draft.negotiators.includes(self) && <PositionForm name={name} act={draft.act} row={row} text={draft.text} />}
    </div>
  )
}
