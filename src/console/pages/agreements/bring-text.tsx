import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { agreementsKey } from '../../api/agreements.ts'
import { proposeClosed, proposeText, sendDraft } from '../../api/negotiation.ts'
import { charterQuery, doorQuery } from '../../api/queries.ts'
import { useRefusal } from '../../frame/allowed.ts'
import { useSigned } from '../../frame/confirming.tsx'
import { Checks } from '../../ui/checks.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { useWords } from '../../words/say.tsx'
import { readTextFile, type BroughtText } from './brought-text.ts'
import { SideBySide } from './side-by-side.tsx'
import { Concordance } from './text.tsx'

const ways = ['draft', 'propose', 'closed'] as const
type Way = (typeof ways)[number]

const mostBytes = 262_144

/** A text from a file: read and held against itself here, then sent to negotiate, or proposed for adoption to all or to its participants alone. */
export function BringText() {
  const { say, refusal } = useWords()
  const [found, setFound] = useState<BroughtText | 'unreadable'>()
  const refused = useRefusal('agreement.act')
  const read = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return setFound(undefined)
    setFound(file.size > mostBytes ? 'unreadable' : readTextFile(await file.text()))
  }
  return (
    <section className="card" aria-labelledby="bring-title">
      <h2 id="bring-title">{say('agreement.bring.title')}</h2>
      <p className="hint">{say('agreement.bring.what')}</p>
      {refused !== undefined && <p className="second-officer">{refusal(refused).sentence}</p>}
      <label className="file-choice">
        {say('agreement.bring.file')}
        <span className="file-button">{say('compose.chooseFile')}</span>
        <input
          type="file"
          accept="application/json,.json"
          disabled={refused !== undefined}
          onChange={({ target }) => void read(target.files?.[0])}
        />
      </label>
      {found === 'unreadable' && <p data-says="no">✗ {say('agreement.bring.unreadable')}</p>}
      {found !== undefined && found !== 'unreadable' && <Brought key={found.name} found={found} />}
    </section>
  )
}

function Brought({ found }: { readonly found: BroughtText }) {
  const { say, named } = useWords()
  return (
    <>
      <h3>
        <bdi>{named(found.title, found.name)}</bdi> · {found.participants.join(', ')}
      </h3>
      <Concordance text={found.text} />
      <details>
        <summary>{say('agreement.bring.read')}</summary>
        <SideBySide editions={found.text.authentic} />
      </details>
      <Sending found={found} />
    </>
  )
}

/** How it goes on; it is signed by one press after a look, and shown as sent when the node has said so. */
function Sending({ found }: { readonly found: BroughtText }) {
  const { say } = useWords()
  const [way, setWay] = useState<Way>('draft')
  const [reason, setReason] = useState('')
  const self = useQuery(doorQuery).data?.party
  const [to, setTo] = useState<readonly string[]>(found.participants.filter((party) => party !== self))
  const sending = useSending(found, { way, reason, to })
  return (
    <form
      className="bring"
      onSubmit={(event) => {
        event.preventDefault()
        sending.mutate()
      }}
    >
      <Ways way={way} choose={setWay} />
      {way === 'draft' && <Recipients to={to} change={setTo} />}
      {way === 'propose' && (
        <label>
          {say('agreement.proposal.reason')}
          <input dir="auto" maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
      )}
      <p className="hint">{say(`agreement.bring.then.${way}`)}</p>
      <ProblemNote error={sending.error} />
      {sending.data !== undefined && (
        <p role="status" data-says="yes">
          ✓ {say('agreement.bring.done')} <code>{sending.data.act}</code>
        </p>
      )}
      <p className="buttons">
        <button type="submit" className="primary" disabled={sending.isPending || (way === 'draft' && to.length === 0)}>
          {say('agreement.check.sign')}
        </button>
      </p>
    </form>
  )
}

function Ways({ way, choose }: { readonly way: Way; readonly choose: (way: Way) => void }) {
  const { say } = useWords()
  return (
    <fieldset className="choices">
      <legend>{say('agreement.bring.way')}</legend>
      {ways.map((name) => (
        <label key={name} className="choice">
          <input type="radio" name="way" checked={way === name} onChange={() => choose(name)} />
          {say(`agreement.bring.${name}`)}
        </label>
      ))}
    </fieldset>
  )
}

function Recipients({
  to,
  change,
}: {
  readonly to: readonly string[]
  readonly change: (to: readonly string[]) => void
}) {
  const { say } = useWords()
  const self = useQuery(doorQuery).data?.party
  const parties = useQuery(charterQuery).data?.parties ?? []
  const others = parties.map(({ party }) => party).filter((party) => party !== self)
  return (
    <Checks
      isRow
      legend={say('agreement.bring.to')}
      options={others.map((party) => [party, party])}
      chosen={to}
      set={change}
    />
  )
}

interface Wish {
  readonly way: Way
  readonly reason: string
  readonly to: readonly string[]
}

function useSending(found: BroughtText, { way, reason, to }: Wish) {
  const send = () => {
    switch (way) {
      case 'draft':
        return sendDraft(found.name, to, found.text)
      case 'propose':
        return proposeText(found.change, reason)
      case 'closed':
        return proposeClosed(found.closed)
    }
  }
  return useSigned(send, { renews: { queryKey: [agreementsKey] } })
}
