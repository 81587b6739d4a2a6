import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import { charterQuery, reportQuery } from '../api/queries.ts'
import type { Door } from '../api/forms.ts'
import { breakDisk, reachQuery } from '../api/tour.ts'
import { goOnAt, tourAt, type TourPlace } from '../browser/touring.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'
import { castOf, lineOf, namesOf, stepAt, steps, type Step } from './steps.ts'
import '../styles/tour.css'

interface BarProps {
  readonly door: Door
  readonly place: TourPlace
}

/** Over a real screen: what to do on it, what it shows, and the same as one line of the command line. */
export function TourBar({ door, place }: BarProps) {
  const { say } = useWords()
  const step = stepAt(place.step)
  const here = useHere(place, step)
  const label = useLabels(door)
  if (step === undefined || place.step === undefined) return null
  const names = namesOf(door)
  const { b: B, c: C } = names
  const quoted = here.title === undefined ? undefined : `"${here.title}"`
  const line = lineOf(step, { ...label, B, C, ACT: here.act?.slice(0, 17), TITLE: quoted })
  const goTo = (number: number): void => {
    const next = stepAt(number)
    const cast = next === undefined ? undefined : castOf(door, next)
    if (cast === undefined) return tourAt(undefined)
    const { act, title } = here
    goOnAt(cast.url, {
      step: number,
      ...(act === undefined ? {} : { act }),
      ...(title === undefined ? {} : { title }),
    })
  }
  return (
    <aside className="tour-bar" aria-labelledby="tour-step">
      <div>
        <h2 id="tour-step">
          {say('tour.stepOf', { step: place.step, all: steps.length })} · {say(`tour.${step.name}.title`, names)}
        </h2>
        <p role="status">
          {here.isDone ? `✓ ${say(`tour.${step.name}.done`, names)}` : say(`tour.${step.name}.do`, names)}
        </p>
        <code className="tour-line" dir="ltr">
          {line}
        </code>
      </div>
      {step.name === 'verify' && <Disk party={door.party} />}
      <p className="buttons">
        <button type="button" disabled={place.step === 1} onClick={() => goTo((place.step ?? 1) - 1)}>
          {say('tour.back')}
        </button>
        {place.step < steps.length && (
          <button type="button" className="primary" disabled={here.isStuck} onClick={() => goTo((place.step ?? 0) + 1)}>
            {say('tour.next')}
          </button>
        )}
        <button type="button" onClick={() => tourAt(undefined)}>
          {say('tour.end')}
        </button>
      </p>
    </aside>
  )
}

/** The labels of the tour's report: one that goes to both, and one that goes to the first alone. */
function useLabels(door: Door): Readonly<Record<string, string | undefined>> {
  const isIn = door.session !== undefined
  const { a, b, c } = namesOf(door)
  const category = useQuery({ ...charterQuery, enabled: isIn }).data?.categories[0]?.name
  const { data } = useQuery({ ...reachQuery(a, category ?? ''), enabled: isIn && category !== undefined })
  return { CATEGORY: category, LOW: data?.get(c), HIGH: data?.get(b) }
}

interface Here {
  readonly act?: string
  readonly title?: string
  readonly isDone: boolean
  /** The next step has nothing to show as long as this one is not done. */
  readonly isStuck: boolean
}

/** What somebody has done of a step, as the screen and the node show it. */
function useHere(place: TourPlace, step: Step | undefined): Here {
  const { pathname, search } = useRouterState({ select: ({ location }) => location })
  const chosen = 'act' in search && typeof search.act === 'string' ? search.act : undefined
  const made = step?.name === 'share' && pathname === '/reports' ? chosen : undefined
  const act = made ?? place.act
  const isWatched = step?.name === 'share' || step?.name === 'receive' || step?.name === 'recall'
  const { data } = useQuery({ ...reportQuery(act ?? ''), enabled: isWatched && act !== undefined })
  const title = data?.title ?? place.title
  const isDone = isWatched && data !== undefined && done[step.name](data.state)
  return {
    ...(act === undefined ? {} : { act }),
    ...(title === undefined || title === '' ? {} : { title }),
    isDone,
    isStuck: step?.name === 'share' && act === undefined,
  }
}

const done = {
  share: () => true,
  receive: (state: string) => state === 'acknowledged',
  recall: (state: string) => state === 'recalled',
} as const

/** What only a demo has: a hand on the disk of a node, and the hand that puts it back. */
function Disk({ party }: { readonly party: string }) {
  const { say } = useWords()
  const deed = useMutation({ mutationFn: (verb: 'tamper' | 'mend') => breakDisk(verb, party) })
  const isBroken = deed.variables === 'tamper' && deed.isSuccess
  return (
    <div className="tour-disk">
      <p className="buttons">
        <button
          type="button"
          className="danger"
          disabled={isBroken || deed.isPending}
          onClick={() => deed.mutate('tamper')}
        >
          {say('tour.tamper', { party })}
        </button>
        <button type="button" disabled={deed.isPending} onClick={() => deed.mutate('mend')}>
          {say('tour.mend')}
        </button>
      </p>
      <ProblemNote error={deed.error} />
      {deed.isSuccess && <p role="status">{say(isBroken ? 'tour.tampered' : 'tour.mended')}</p>}
    </div>
  )
}
