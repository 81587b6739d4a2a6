import { Refused, unreachedCode } from '../api/ask.ts'
import { useWords } from '../words/say.tsx'

/** A no, whole: what, by which rule, the way out, and the number for the administrator. */
export function ProblemNote({ error }: { readonly error: Error | null }) {
  const { say } = useWords()
  if (error === null) return null
  const problem = error instanceof Refused ? error.problem : undefined
  const isUnreached = problem?.code === unreachedCode
  const detail = problem?.detail ?? ''
  const wayOut = problem?.wayOut ?? ''
  return (
    <div className="problem" role="alert">
      <p className="problem-sentence">
        {isUnreached ? say('problem.unreached') : detail === '' ? say('problem.unexpected') : detail}
      </p>
      <p>{isUnreached ? say('problem.unreachedWayOut') : wayOut === '' ? say('problem.unexpectedWayOut') : wayOut}</p>
      {problem !== undefined && problem.ref !== '' && (
        <p className="problem-ref">
          {say('problem.rule', { rule: problem.rule })} · {say('problem.ref', { ref: problem.ref })}
        </p>
      )}
    </div>
  )
}
