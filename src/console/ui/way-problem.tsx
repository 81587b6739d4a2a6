import { NoPasskey } from '../browser/passkeys.ts'
import { useWords } from '../words/say.tsx'
import { ProblemNote } from './problem-note.tsx'

/** What kept somebody from coming in: a no of the node, or of the browser and the device before it. */
export function WayProblem({ error }: { readonly error: Error | null }) {
  const { say } = useWords()
  if (!(error instanceof NoPasskey)) return <ProblemNote error={error} />
  return (
    <div className="problem" role="alert">
      <p className="problem-sentence">{say(error.isThere ? 'passkey.had' : 'passkey.ended')}</p>
      <p>{say(error.isThere ? 'passkey.hadWayOut' : 'passkey.endedWayOut')}</p>
    </div>
  )
}
