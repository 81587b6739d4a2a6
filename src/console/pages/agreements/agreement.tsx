import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { agreementQuery, type Agreement } from '../../api/agreements.ts'
import { LifeWord } from '../../ui/life-word.tsx'
import { Plate } from '../../ui/marking.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Day } from '../../words/day.tsx'
import { useWords } from '../../words/say.tsx'
import { ClearanceView } from './clearance.tsx'
import { CourseView } from './course.tsx'
import { lifeOf, views, type View } from './life.ts'
import { ReceiptsView } from './receipts.tsx'
import { StatusView } from './status.tsx'
import { TextView } from './text.tsx'

/** One agreement: its state, and the side of it that is looked at. */
export function AgreementPage() {
  const { say } = useWords()
  const { name } = useParams({ from: '/agreements/of/$name' })
  const { view = 'status' } = useSearch({ from: '/agreements/of/$name' })
  const { data: agreement, error } = useQuery(agreementQuery(name))
  if (agreement === undefined) return error === null ? null : <ProblemNote error={error} />
  return (
    <article className="agreement" aria-labelledby="agreement-title">
      <Head agreement={agreement} />
      <nav className="tabs" aria-label={say('agreement.sides')}>
        {views.map((one) => (
          <Link
            key={one}
            to="/agreements/of/$name"
            params={{ name }}
            search={{ view: one }}
            aria-current={one === view ? 'page' : undefined}
          >
            {say(`agreement.view.${one}`)}
          </Link>
        ))}
      </nav>
      <Side view={view} name={name} agreement={agreement} />
    </article>
  )
}

interface SideProps {
  readonly view: View
  readonly name: string
  readonly agreement: Agreement
}

function Side({ view, name, agreement }: SideProps) {
  switch (view) {
    case 'status':
      return <StatusView name={name} agreement={agreement} />
    case 'text':
      return <TextView name={name} agreement={agreement} />
    case 'clearance':
      return <ClearanceView name={name} agreement={agreement} />
    case 'course':
      return <CourseView name={name} agreement={agreement} />
    case 'receipts':
      return <ReceiptsView name={name} agreement={agreement} />
  }
}

function Head({ agreement }: { readonly agreement: Agreement }) {
  const { say, named } = useWords()
  const { title, name, entry, ends, utcOffset, ceiling, closed } = agreement
  const provisional = agreement.parties.filter(({ state }) => state === 'provisional').map(({ party }) => party)
  const signed = agreement.parties.filter(({ signature }) => signature !== undefined).map(({ party }) => party)
  return (
    <header className="agreement-head">
      <h2 id="agreement-title">
        <bdi>{named(title, name)}</bdi>
      </h2>
      <p className="pane-marks">
        <LifeWord list="agreement.life" name={lifeOf({ ...agreement, signed, provisional })} />
        {ceiling !== undefined && (
          <span>
            {say('agreement.column.ceiling')} <Plate level={ceiling} />
          </span>
        )}
        {closed !== undefined && (
          <Link to="/agreements/closed/$act" params={{ act: closed }} className="tag">
            {say('agreement.closed')}
          </Link>
        )}
        <code>{name}</code>
        {entry !== undefined && (
          <span>
            {say('agreement.column.entry')}: <Day at={entry} offset={utcOffset} />
          </span>
        )}
        {ends !== undefined && (
          <span>
            {say('agreement.ends')}: <Day at={ends} offset={utcOffset} />
          </span>
        )}
        {agreement.state !== 'founding' && (
          <span className="hint">{say('agreement.daysAt', { offset: utcOffset })}</span>
        )}
      </p>
    </header>
  )
}
