import { Link } from '@tanstack/react-router'
import type { Find } from '../../api/search.ts'
import { Highlighted } from '../../ui/highlighted.tsx'
import { Marking } from '../../ui/marking.tsx'
import { Moment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'

/** Finds, each with the place in its text. `more`: where there are more, how they are asked for. */
export function FindList(props: { readonly finds: readonly Find[]; readonly more?: More | undefined }) {
  const { say } = useWords()
  return (
    <>
      <ol className="finds">
        {props.finds.map((find) => (
          <FindLine key={`${find.act} ${find.object}`} find={find} />
        ))}
      </ol>
      {props.more !== undefined && (
        <button type="button" disabled={props.more.isBusy} onClick={props.more.ask}>
          {say('report.more')}
        </button>
      )}
    </>
  )
}

interface More {
  readonly isBusy: boolean
  readonly ask: () => void
}

interface Paged {
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly fetchNextPage: () => unknown
}

export const moreOf = ({ hasNextPage, isFetchingNextPage, fetchNextPage }: Paged): More | undefined =>
  hasNextPage ? { isBusy: isFetchingNextPage, ask: () => void fetchNextPage() } : undefined

function FindLine({ find }: { readonly find: Find }) {
  const { say } = useWords()
  const { act, author, at, level, type, name, object, snippet, highlights, reasons = [] } = find
  return (
    <li className="find">
      <Marking level={level} />{' '}
      <Link to="/reports" search={{ tab: 'all', act }}>
        <bdi>{name === '' ? object : name}</bdi>
      </Link>
      <span className="row-about">
        {type} · <strong>{author}</strong> · <Moment at={at} /> ·{' '}
        <Link to="/search/links" search={{ act, object }}>
          {say('links.tab.links')}
          <span className="for-reader"> {object}</span>
        </Link>
      </span>
      <p dir="auto" className="snippet">
        <Highlighted text={snippet} places={highlights} />
      </p>
      {reasons.length > 0 && (
        <p className="hint" dir="auto">
          {reasons.map(({ found = '', ...reason }) => say('search.why', { ...reason, found })).join(' · ')}
        </p>
      )}
    </li>
  )
}
