import { useQuery } from '@tanstack/react-query'
import type { Desk } from '../../api/desks.ts'
import { directoryQuery } from '../../api/desks.ts'
import { CardTable } from '../../ui/card-table.tsx'
import { EmptyNote } from '../../ui/empty-note.tsx'
import { Marking } from '../../ui/marking.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { ShapedWord, type Look } from '../../ui/shaped-word.tsx'
import { useWords } from '../../words/say.tsx'

const columns = ['desk', 'now', 'channels', 'functions', 'languages'] as const

/** Functions and how they are reached, and which are manned now. No person stands in it. */
export function DirectoryPage() {
  const { say } = useWords()
  const { data, error } = useQuery(directoryQuery)
  if (data === undefined) return <ProblemNote error={error} />
  if (data.items.length === 0) return <EmptyNote title={say('duty.desks.none')} why={say('duty.desks.noneWhy')} />
  return (
    <div className="compose">
      <CardTable
        id="directory-title"
        title={say('duty.desks.title')}
        hint={say('duty.desks.hint')}
        columns={columns.map((name) => say(`duty.desks.column.${name}`))}
      >
        {data.items.map((desk) => (
          <Line key={desk.act} desk={desk} />
        ))}
      </CardTable>
      {data.next !== undefined && <p className="hint">{say('duty.desks.more')}</p>}
    </div>
  )
}

const looks: Readonly<Record<Desk['duty']['state'], Look>> = {
  on: ['check', 'calm'],
  off: ['dash', 'gone'],
  unknown: ['alert', 'stop'],
}

function Line({ desk }: { readonly desk: Desk }) {
  const { say, named, word } = useWords()
  const { party, title, organ, duty, channels, functions, languages, hours, deputies } = desk
  return (
    <tr>
      <th scope="row">
        <strong>{party}</strong> <bdi>{named(title, desk.desk)}</bdi>
        {organ !== undefined && (
          <p className="hint">
            <bdi>{named(organ, '')}</bdi>
          </p>
        )}
        <p className="hint">
          <code>{`${party}/${desk.desk}`}</code>
        </p>
        <Marking level={desk.label.level} />
        {desk.unrecorded && <p className="hint">{say('duty.desks.unrecorded')}</p>}
        {desk.likePerson !== undefined && <p className="hint">{say('duty.desks.likePerson', { party })}</p>}
      </th>
      <td>
        <ShapedWord look={looks[duty.state]} word={say(`duty.desks.duty.${duty.state}`)} />
        <p className="hint" dir="ltr">
          {hours.zone}
        </p>
        {deputies.length > 0 && <p className="hint">{say('duty.desks.deputies', { desks: deputies.join(', ') })}</p>}
      </td>
      <td>
        <ul>
          {channels.map(({ kind, address }) => (
            <li key={`${kind} ${address}`}>
              {word('duty.channel', kind)}: <bdi dir="ltr">{address}</bdi>
            </li>
          ))}
        </ul>
      </td>
      <td>{functions.map((name) => word('duty.function', name)).join(', ')}</td>
      <td>{languages.map((tag) => word('languageName', tag)).join(', ')}</td>
    </tr>
  )
}
