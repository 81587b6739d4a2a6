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
  const { say } = useWords()
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
        about: `· ${say(`consult.draft.${draft.kind}`)}`,
        whole: <Wished draft={draft} />,
      }))}
    />
  )
}

const texts = ['question', 'text', 'use', 'legalBasis'] as const

function Wished({ draft: { wished } }: { readonly draft: RfiDraft }) {
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
      {wish.needBy !== undefined && (
        <div className="fact">
          <dt>{say('consult.needBy')}</dt>
          <dd>
            <FullMoment at={wish.needBy} />
          </dd>
        </div>
      )}
      {about !== undefined && wish.text !== undefined && (
        <div className="fact">
          <dt>{say('consult.request')}</dt>
          <dd>
            <Link to="/consult" search={(place) => ({ ...place, act: about })}>
              {say('consult.open')}
            </Link>
          </dd>
        </div>
      )}
    </dl>
  )
}
