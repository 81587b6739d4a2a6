import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import * as z from 'zod'
import { ask } from '../api/ask.ts'
import { Request } from '../api/node.ts'
import { useConfirmed } from '../frame/confirming.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'

interface Brought {
  readonly name: string
  readonly request: unknown
}

/** A request to join: the words are typed as they were heard, and the node says whether they are those of the file. */
export function Admit() {
  const { say } = useWords()
  const confirmed = useConfirmed()
  const [file, setFile] = useState<Brought>()
  const [heard, setHeard] = useState('')
  const read = useMutation({
    mutationFn: () => {
      const body = { request: file?.request, words: heard }
      return confirmed(() => ask('/api/v1/charter/requests', Request, { method: 'POST', body }))
    },
  })
  const take = (brought: Brought | undefined): void => {
    read.reset()
    setFile(brought)
    if (brought === undefined) setHeard('')
  }
  return (
    <section className="card" aria-labelledby="admit-title">
      <h2 id="admit-title">{say('admit.title')}</h2>
      <p>{say('admit.what')}</p>
      <form
        className="part-form"
        onSubmit={(event) => {
          event.preventDefault()
          read.mutate()
        }}
      >
        <RequestFile file={file} take={take} />
        <label>
          {say('admit.heard')}
          <input
            dir="ltr"
            required
            spellCheck={false}
            autoComplete="off"
            maxLength={120}
            value={heard}
            onChange={(event) => setHeard(event.target.value)}
          />
        </label>
        <ProblemNote error={read.error} />
        <p className="buttons">
          <button
            type="submit"
            className="primary"
            disabled={file === undefined || heard.trim() === '' || read.isPending}
          >
            {say('admit.compare')}
          </button>
          {file !== undefined && (
            <button type="button" onClick={() => take(undefined)}>
              {say('admit.refuse')}
            </button>
          )}
        </p>
      </form>
      {read.data !== undefined && <Candidate request={read.data} file={file?.request} />}
    </section>
  )
}

interface FileProps {
  readonly file: Brought | undefined
  readonly take: (brought: Brought | undefined) => void
}

function RequestFile({ file, take }: FileProps) {
  const { say } = useWords()
  const read = async (chosen: File | undefined): Promise<void> =>
    take(chosen === undefined ? undefined : { name: chosen.name, request: jsonOf(await chosen.text()) })
  return (
    <label className="file-choice">
      {say('admit.file')}
      <span className="file-button">{file?.name ?? say('compose.chooseFile')}</span>
      <input type="file" onChange={(event) => void read(event.target.files?.[0])} />
    </label>
  )
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The words agree: as what it may come in, said to all parties, whose roots decide. */
function Candidate({ request, file }: { readonly request: Request; readonly file: unknown }) {
  const { say, named } = useWords()
  const confirmed = useConfirmed()
  const [standing, setStanding] = useState(request.standings[0]?.name ?? '')
  const { party, journalOrigin } = request
  const propose = useMutation({
    mutationFn: () => {
      const change = { type: 'party.admit', request: file, standing, journalOrigin }
      const answer = z.object({ act: z.string() })
      return confirmed(() => ask('/api/v1/charter/proposals', answer, { method: 'POST', body: { change } }))
    },
  })
  return (
    <div className="secret" role="status">
      <p className="verdict" data-says="yes">
        ✓ {say('admit.agree', { party })}
      </p>
      <Says request={request} />
      <label>
        {say('admit.standing')}
        <select value={standing} onChange={(event) => setStanding(event.target.value)}>
          {request.standings.map((one) => (
            <option key={one.name} value={one.name}>
              {named(one.title, one.name)}
            </option>
          ))}
        </select>
      </label>
      <ProblemNote error={propose.error} />
      <p className="buttons">
        <button
          type="button"
          className="primary"
          disabled={propose.isPending || propose.data !== undefined}
          onClick={() => propose.mutate()}
        >
          {say('admit.propose')}
        </button>
      </p>
      {propose.data !== undefined && (
        <p>
          {say('admit.proposed')} <code>{propose.data.act}</code>
        </p>
      )}
    </div>
  )
}

/** What the candidate said of itself. */
function Says({ request }: { readonly request: Request }) {
  const { say, named } = useWords()
  const { party, name, url, words, journalOrigin } = request
  return (
    <dl className="facts">
      <dt>{say('admit.name')}</dt>
      <dd>
        <bdi>{named(name, party)}</bdi> ({party})
      </dd>
      <dt>{say('admit.url')}</dt>
      <dd>
        <bdi>{url}</bdi>
      </dd>
      <dt>{say('invite.words')}</dt>
      <dd>
        <code>{words}</code>
      </dd>
      <dt>{say('admit.origin')}</dt>
      <dd>
        <code>{journalOrigin}</code>
      </dd>
    </dl>
  )
}
