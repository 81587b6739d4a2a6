import { useQuery } from '@tanstack/react-query'
import * as z from 'zod'
import { ask } from '../api/ask.ts'
import { proposalsQuery, type Proposal } from '../api/negotiation.ts'
import { KeyChange, keysQuery, type Key } from '../api/node.ts'
import { doorQuery } from '../api/queries.ts'
import { useRefusal } from '../frame/allowed.ts'
import { useSigned } from '../frame/confirming.tsx'
import { AskedTwice } from '../ui/asked-twice.tsx'
import { CardTable } from '../ui/card-table.tsx'
import { Checks } from '../ui/checks.tsx'
import { useDraft } from '../ui/draft.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { RefusalNote } from '../ui/refusal-note.tsx'
import { Moment } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'

/** This state's keys: which hold since when, what of them waits for whom, and how they are changed or frozen. */
export function NodeKeys() {
  const party = useQuery(doorQuery).data?.party ?? ''
  const { data, error } = useQuery({ ...keysQuery(party), enabled: party !== '' })
  const no = useRefusal('keys.manage')
  if (data === undefined) return <ProblemNote error={error} />
  return (
    <>
      <Due party={party} keys={data.items} />
      <KeyTable keys={data.items} />
      {no === undefined ? (
        <>
          <Rotate />
          <Freeze isFrozen={data.items.some(({ state }) => state === 'frozen')} />
        </>
      ) : (
        <RefusalNote refusal={no} />
      )}
    </>
  )
}

/** What somebody has to do: a change that waits for the root, a seal that is frozen, a key set by others. */
function Due({ party, keys }: { readonly party: string; readonly keys: readonly Key[] }) {
  const { say, word } = useWords()
  const { data } = useQuery(proposalsQuery)
  const isOwn = ({ author, change = '' }: Proposal): boolean => author === party && change.startsWith('keys.')
  const waits = data?.items.filter((one) => isOwn(one) && one.state !== 'void') ?? []
  const odd = keys.filter(({ state }) => state === 'frozen' || state === 'unconfirmed')
  return (
    <section className="card" aria-labelledby="due-title">
      <h2 id="due-title">{say('keys.due')}</h2>
      {waits.length + odd.length === 0 && <p>{say('keys.nothingDue')}</p>}
      <ul className="marks">
        {odd.map(({ role, state }) => (
          <li key={role}>
            <p className="verdict" data-says="no">
              ! {say(`keys.is.${state}`, { role: word('keyRole', role) })}
            </p>
          </li>
        ))}
        {waits.map(({ act, at, state }) => (
          <li key={act}>
            <p>
              {say(state === 'open' ? 'keys.waitsForRoot' : 'keys.waitsForEntry')} <Moment at={at} />
            </p>
            {state === 'open' && <code className="key-id">tamga key sign {act} --keys FOLDER</code>}
          </li>
        ))}
      </ul>
    </section>
  )
}

const columns = ['role', 'words', 'since', 'state'] as const

function KeyTable({ keys }: { readonly keys: readonly Key[] }) {
  const { say, word } = useWords()
  return (
    <CardTable
      id="keys-title"
      title={say('keys.title')}
      hint={say('keys.wordsHint')}
      columns={columns.map((name) => say(`keys.${name}`))}
    >
      {keys.map((key) => (
        <tr key={key.ids.join()} data-is-gone={key.until !== undefined}>
          <th scope="row">{word('keyRole', key.role)}</th>
          <td>
            <code>{key.words}</code>
          </td>
          <td>
            <Moment at={key.from.at} />
          </td>
          <td>
            {word('keyState', key.state)}
            {key.until !== undefined && (
              <>
                {' '}
                <Moment at={key.until.at} />
              </>
            )}
          </td>
        </tr>
      ))}
    </CardTable>
  )
}

/** Those that this node keeps; the root's is drawn where it lies. */
const rotated = ['seal', 'exercise', 'journal', 'witness', 'box', 'link'] as const

interface Wish {
  readonly roles: readonly string[]
  readonly reason: string
}

const nothing: Wish = { roles: [], reason: '' }

function propose({ roles, reason }: Wish): Promise<z.infer<typeof KeyChange>> {
  const body = { roles, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) }
  return ask('/api/v1/keys/changes', KeyChange, { method: 'POST', body })
}

function Rotate() {
  const { say, word } = useWords()
  const { draft, write, drop } = useDraft(nothing)
  const { roles, reason } = draft
  const change = useSigned(propose, { renews: proposalsQuery, done: (_change, proposed) => drop(proposed) })
  return (
    <section className="card" aria-labelledby="rotate-title">
      <h2 id="rotate-title">{say('keys.rotate')}</h2>
      <p>{say('keys.rotateWhat')}</p>
      <form
        className="part-form"
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate(draft)
        }}
      >
        <Checks
          legend={say('keys.which')}
          options={rotated.map((role) => [role, word('keyRole', role)])}
          chosen={roles}
          set={(chosen) => write({ ...draft, roles: chosen })}
        />
        <label>
          {say('keys.reason')}
          <input maxLength={300} value={reason} onChange={(event) => write({ ...draft, reason: event.target.value })} />
        </label>
        <ProblemNote error={change.error} />
        <p className="buttons">
          <button type="submit" className="primary" disabled={roles.length === 0 || change.isPending}>
            {say('keys.propose')}
          </button>
        </p>
      </form>
      {change.data !== undefined && <Proposed change={change.data} />}
    </section>
  )
}

/** What the root signs now, and what the others are told. */
function Proposed({ change }: { readonly change: z.infer<typeof KeyChange> }) {
  const { say, word } = useWords()
  return (
    <div className="secret" role="status">
      <p className="secret-title">{say('keys.proposed')}</p>
      <ul className="marks">
        {change.keys.map(({ role, words }) => (
          <li key={role}>
            {word('keyRole', role)} <code>{words}</code>
          </li>
        ))}
      </ul>
      <p>{say('keys.nowRoot')}</p>
      <code className="key-id">tamga key sign {change.act} --keys FOLDER</code>
    </div>
  )
}

/** For a seal that may be in other hands. It works at once and stops everything, so it is asked twice. */
function Freeze({ isFrozen }: { readonly isFrozen: boolean }) {
  const { say } = useWords()
  const freeze = useSigned(() =>
    ask('/api/v1/keys/freeze', z.object({ act: z.string() }), { method: 'POST', body: {} }),
  )
  return (
    <section className="card" aria-labelledby="freeze-title">
      <h2 id="freeze-title">{say('keys.freeze')}</h2>
      <p>{say('keys.freezeWhat')}</p>
      <AskedTwice deed={freeze} begin={say('keys.freezeNow')} yes={say('keys.freezeYes')} isDone={isFrozen} />
    </section>
  )
}
