import type { Rfi } from '../../api/consultation.ts'
import { FullMoment } from '../../words/moment.tsx'
import { useWords, type Words } from '../../words/say.tsx'

/** What became of it, the newest last. */
export function RfiHistory({ rfi }: { readonly rfi: Rfi }) {
  const { say } = useWords()
  return (
    <section aria-labelledby="history-title">
      <h3 id="history-title">{say('report.history')}</h3>
      <ol className="history">
        {linesOf(rfi, say).map(({ at, text }) => (
          <li key={`${at} ${text}`}>
            <FullMoment at={at} />
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

interface Line {
  readonly at: string
  readonly text: string
}

export function linesOf({ author, at, parties, state, endedAt }: Rfi, say: Words['say']): readonly Line[] {
  const line = (when: string, name: string, party: string): Line => ({
    at: when,
    text: say(`consult.history.${name}`, { party }),
  })
  const said = Object.entries(parties).flatMap(([party, { steps, clarifications }]) => [
    ...steps.map((step) => line(step.at, step.step, party)),
    ...clarifications.flatMap((one) => [
      line(one.at, 'asks', party),
      ...(one.answer === undefined ? [] : [line(one.answer.at, 'clarifies', author)]),
    ]),
  ])
  const ended = endedAt === undefined ? [] : [line(endedAt, state, author)]
  return [line(at, 'sent', author), ...said, ...ended].toSorted((one, other) => (one.at < other.at ? -1 : 1))
}
