import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { askFile } from '../api/ask.ts'
import { doctorQuery } from '../api/node.ts'
import { doorQuery } from '../api/queries.ts'
import { saveFile } from '../browser/files.ts'
import { useRefusal } from '../frame/allowed.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { RefusalNote } from '../ui/refusal-note.tsx'
import { languages } from '../words/catalogues.ts'
import { useWords } from '../words/say.tsx'

/** What is wrong with this node and the command that mends it, its backup, and the languages that it speaks. */
export function NodeHealth() {
  return (
    <>
      <Findings />
      <Backup />
      <Languages />
    </>
  )
}

const marks: Readonly<Record<string, string>> = { ok: '✓', warn: '!', bad: '✗' }

function Findings() {
  const { say } = useWords()
  const no = useRefusal('node.examine')
  const { data, error } = useQuery({ ...doctorQuery, enabled: no === undefined })
  const isWell = data?.checks.every(({ state }) => state === 'ok')
  return (
    <section className="card" aria-labelledby="health-title">
      <h2 id="health-title">{say('health.title')}</h2>
      {no !== undefined && <RefusalNote refusal={no} />}
      <ProblemNote error={error} />
      {isWell === true && <p>{say('health.well')}</p>}
      <ul className="findings">
        {data?.checks.map(({ check, state, says, fix }) => (
          <li key={`${check} ${says}`} data-state={state}>
            <span className="finding-mark">
              <span aria-hidden="true">{marks[state] ?? '·'}</span>
              <span className="unseen">{say(`health.is.${state}`)}</span>
            </span>
            <div>
              <p>{says}</p>
              {fix !== undefined && (
                <p className="hint">
                  {say('health.fix')} <code>{fix}</code>
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
      <p>
        <Link to="/ledger" search={{ check: 'on' }}>
          {say('health.verify')}
        </Link>
      </p>
    </section>
  )
}

/** A backup comes as a file to this browser, with what has come so far; how old the last one is stands among the findings. */
function Backup() {
  const { say } = useWords()
  const no = useRefusal('node.backup')
  const door = useQuery(doorQuery).data
  const client = useQueryClient()
  const cannotExamine = useRefusal('node.examine')
  const known = useQuery({ ...doctorQuery, enabled: cannotExamine === undefined })
  const last = known.data?.checks.find(({ check }) => check === 'backup' || check === 'firstBackup')
  const [bytes, setBytes] = useState(0)
  const ending = useRef<AbortController>(undefined)
  const make = useMutation({
    mutationFn: async () => {
      setBytes(0)
      ending.current = new AbortController()
      const { signal } = ending.current
      const file = await askFile('/api/v1/backup', { method: 'POST', signal }, setBytes)
      saveFile(`${door?.party ?? 'node'}-${door?.at.slice(0, 10) ?? ''}.tamga-backup`, file)
      return file.size
    },
    onSuccess: () => client.invalidateQueries(doctorQuery),
  })
  const isEnded = make.error !== null && ending.current?.signal.aborted === true
  return (
    <section className="card" aria-labelledby="backup-title">
      <h2 id="backup-title">{say('backup.title')}</h2>
      <p>{say('backup.what')}</p>
      {known.data !== undefined && <p>{last?.says ?? say('backup.noDate')}</p>}
      {no !== undefined && <RefusalNote refusal={no} id="why-backup" />}
      {isEnded ? <p role="status">{say('backup.ended')}</p> : <ProblemNote error={make.error} />}
      <p className="buttons">
        <button
          type="button"
          className="primary"
          disabled={no !== undefined || make.isPending}
          aria-describedby={no === undefined ? undefined : 'why-backup'}
          onClick={() => make.mutate()}
        >
          {say('backup.make')}
        </button>
        {make.isPending && (
          <>
            <progress aria-label={say('backup.title')} />
            <span className="figure">{say('backup.bytes', { bytes })}</span>
            <button type="button" onClick={() => ending.current?.abort()}>
              {say('frame.cancel')}
            </button>
          </>
        )}
      </p>
      {make.data !== undefined && (
        <p className="verdict" data-says="yes" role="status">
          ✓ {say('backup.made', { bytes: make.data })}
        </p>
      )}
    </section>
  )
}

function Languages() {
  const { say, word } = useWords()
  return (
    <section className="card" aria-labelledby="languages-title">
      <h2 id="languages-title">{say('languages.title')}</h2>
      <p>{say('languages.what')}</p>
      <ul className="tags">
        {languages.map(({ tag }) => (
          <li key={tag} className="tag">
            {word('languageName', tag)}
          </li>
        ))}
      </ul>
    </section>
  )
}
