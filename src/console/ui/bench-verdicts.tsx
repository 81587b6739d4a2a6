import type * as z from 'zod'
import type { Bench, BenchWish } from '../api/node.ts'
import { useWords } from '../words/say.tsx'
import { Verdict } from './verdict.tsx'

interface VerdictsProps {
  readonly wish: Pick<BenchWish, 'to'>
  readonly bench: z.infer<typeof Bench> | undefined
}

/** The gate's verdict for each addressee, with its rule, from the function that decides when something is signed. */
export function BenchVerdicts({ wish, bench }: VerdictsProps) {
  const { say } = useWords()
  if (wish.to.length === 0) return <p className="hint">{say('bench.nobody')}</p>
  return (
    <>
      <ul className="audience" aria-live="polite">
        {wish.to.map((party) => (
          <li key={party} data-is-chosen="true">
            <strong>{party}</strong>
            <Verdict isChosen verdict={bench?.recipients.find((one) => one.party === party)} />
          </li>
        ))}
      </ul>
      {bench?.secondOfficer === true && <p className="second-officer">{say('compose.secondOfficer')}</p>}
    </>
  )
}
