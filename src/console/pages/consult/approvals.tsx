import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { rfiDraftsQuery, type RfiDraft } from '../../api/consultation.ts'
import { EmptyNote } from '../../ui/empty-note.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { FullMoment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { WaitingDrafts } from '../draft-list.tsx'

/** What waits for national approval, whole: whoever signs it has read it. */
export function Approvals() {
  const { say, word } = useWords()
  const { data, error } = useQuery(rfiDraftsQuery)
  if (data === undefined) return <ProblemNote error={error} />
  if (data.items.length === 0) {
    return <EmptyNote title={say('consult.empty.approval')} why={say('consult.emptyWhy.approval')} />
  }
  return (
    <WaitingDrafts
      path="/api/v1/rfi-drafts"
      drafts={data.items.map((draft) => ({
        ...draft,
        about: `· ${word('consult.draft', draft.kind)}`,
        whole: <Wished draft={draft} />,
      }))}
    />
  )
}

const texts = ['question', 'reason', 'text', 'use', 'legalBasis'] as const
const moments = ['needBy', 'meetsAt'] as const

function Wished({ draft: { kind, wished } }: { readonly draft: RfiDraft }) {
  const { say } = useWords()
  const { wish = {}, about } = wished
  return (
    <dl className="facts">
      {wish.to !== undefined && (
        <div className="fact">
          <dt>{say('report.to')}</dt>
          <dd>{wish.to.join(', ')}</dd>
        </div>
      )}
      {texts.map(
        (name) =>
          wish[name] !== undefined && (
            <div key={name} className="fact">
              <dt>{say(`consult.${name}`)}</dt>
              <dd className="fact-text" dir="auto">
                {wish[name]}
              </dd>
            </div>
          ),
      )}
      {moments.map((name) => {
        const at = wish[name]
        return (
          at !== undefined && (
            <div key={name} className="fact">
              <dt>{say(`consult.${name}`)}</dt>
              <dd>
                <FullMoment at={at} />
              </dd>
            </div>
          )
        )
      })}
      {about !== undefined && <About kind={kind} about={about} />}
    </dl>
  )
}

/** Where it stands what this is about. */
function About({ kind, about }: { readonly kind: string; readonly about: string }) {
  const { say } = useWords()
  if (kind !== 'answer' && kind !== 'passing') return null
  return (
    <div className="fact">
      <dt>{say('consult.aboutWhat')}</dt>
      <dd>
        {kind === 'answer' ? (
          <Link to="/consult" search={(place) => ({ ...place, act: about })}>
            {say('consult.open')}
          </Link>
        ) : (
          <Link to="/consult/onward" search={{ act: about }}>
            {say('consult.part.onward')}
          </Link>
        )}
      </dd>
    </div>
  )
}
