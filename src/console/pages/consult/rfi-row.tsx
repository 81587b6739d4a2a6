import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { isEnded, needsUs, type Rfi } from '../../api/consultation.ts'
import { Marking } from '../../ui/marking.tsx'
import { Moment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { nextDue } from './order.ts'
import { RfiDue, RfiState } from './words.tsx'

interface RowProps {
  readonly rfi: Rfi
  readonly self: string
  readonly isChosen: boolean
}

/** One request: how it stands, what and between whom, until when. */
export function RfiRow({ rfi, self, isChosen }: RowProps) {
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])
  const { say } = useWords()
  const { act, author, audience, title, label, needBy, parties } = rfi
  const next = nextDue(rfi)
  return (
    <li
      ref={row}
      className="desk-row"
      data-needs-us={needsUs(rfi, self)}
      data-is-over={isEnded(rfi, self)}
      data-is-chosen={isChosen}
    >
      <span className="desk-marks">
        <RfiState state={author === self ? rfi.state : (parties[self]?.state ?? rfi.state)} />
        <Marking level={label.level} />
      </span>
      <span className="desk-what">
        <Link
          to="/consult"
          search={(place) => ({ ...place, act })}
          className="desk-title"
          aria-current={isChosen ? 'true' : undefined}
        >
          <bdi>{title}</bdi>
        </Link>
        <span className="row-about">
          <strong>{author}</strong> <span aria-hidden="true" className="arrow" /> {audience.join(', ')} ·{' '}
          {say('consult.needBy')} <Moment at={needBy} />
        </span>
      </span>
      <span className="desk-holds">
        {author === self && audience.length > 1 && <Holders rfi={rfi} />}
        {next !== undefined && <RfiDue view={next} />}
      </span>
    </li>
  )
}

/** Of a request to several, how far each is. */
function Holders({ rfi: { parties } }: { readonly rfi: Rfi }) {
  return (
    <ul className="holders">
      {Object.entries(parties).map(([party, { state }]) => (
        <li key={party}>
          <strong>{party}</strong> <RfiState state={state} />
        </li>
      ))}
    </ul>
  )
}
