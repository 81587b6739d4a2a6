import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { tell } from '../api/ask.ts'
import type { Door } from '../api/forms.ts'
import { reachQuery } from '../api/tour.ts'
import { charterQuery, doorQuery } from '../api/queries.ts'
import { changeSettings } from '../browser/settings.ts'
import { goOnAt, tourAt, type TourPlace } from '../browser/touring.ts'
import { startAnew, write } from '../pages/compose-form.ts'
import { EmptyNote } from '../ui/empty-note.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'
import { castOf, namesOf, stepAt, steps, type Cast, type Step } from './steps.ts'
import '../styles/tour.css'

/** Where the tour begins, and through which it comes into each node: signed in as whom the step wants, then on to the real screen. */
export function TourPage() {
  const { say } = useWords()
  const { data: door } = useQuery(doorQuery)
  const place = useSearch({ from: '/tour' })
  const { language } = place
  useEffect(() => {
    if (language !== undefined) changeSettings({ language })
  }, [language])
  if (door === undefined) return null
  const isThere = door.demo !== undefined && door.demo.houses.length >= 3
  if (!isThere) return <EmptyNote title={say('tour.none')} why={say('tour.noneWhy')} />
  const step = stepAt(place.step)
  const cast = step === undefined ? undefined : castOf(door, step)
  if (step === undefined || cast === undefined) return <Beginning door={door} />
  return <Entering key={place.step} door={door} place={place} step={step} cast={cast} />
}

function Beginning({ door }: { readonly door: Door }) {
  const { say } = useWords()
  const first = door.demo?.houses[0]?.url ?? ''
  const shown = steps.filter(({ name }) => name !== 'yours')
  return (
    <div className="node tour">
      <h1>{say('tour.title')}</h1>
      <p>{say('tour.what', namesOf(door))}</p>
      <ol className="tour-steps">
        {shown.map(({ name }, at) => (
          <li key={name} className="card">
            <h2>
              {at + 1}. {say(`tour.${name}.title`, namesOf(door))}
            </h2>
            <p>{say(`tour.${name}.learnt`, namesOf(door))}</p>
          </li>
        ))}
      </ol>
      <p className="buttons">
        <button type="button" className="primary" onClick={() => goOnAt(first, { step: 1 })}>
          {say('tour.begin')}
        </button>
      </p>
    </div>
  )
}

interface EnteringProps {
  readonly door: Door
  readonly place: TourPlace
  readonly step: Step
  readonly cast: Cast
}

function Entering({ door, place, step, cast }: EnteringProps) {
  const { say } = useWords()
  const client = useQueryClient()
  const go = useScreen(door, place, step)
  const isHere = door.party === cast.party
  const isIn = door.session?.name === cast.account
  const enter = useMutation({
    mutationFn: () =>
      tell('/api/v1/session', { method: 'POST', body: { name: cast.account, secret: door.demo?.password ?? '' } }),
    onSuccess: () => client.invalidateQueries(),
  })
  const { mutate, isIdle } = enter
  useEffect(() => {
    if (!isHere) goOnAt(cast.url, place)
    else if (!isIn && isIdle) mutate()
  }, [isHere, isIn, isIdle, mutate, cast.url, place])
  useEffect(() => {
    if (!isHere || !isIn || go === undefined) return
    tourAt(place)
    go()
  }, [isHere, isIn, go, place])
  return enter.error === null ? (
    <p className="hint loading">{say('frame.loading')}</p>
  ) : (
    <ProblemNote error={enter.error} />
  )
}

/** To the screen of a step, with what is filled in for it; `undefined` until what it needs is known. */
function useScreen(door: Door, place: TourPlace, step: Step): (() => void) | undefined {
  const { say } = useWords()
  const navigate = useNavigate()
  const isIn = door.session !== undefined
  const { data: charter } = useQuery({ ...charterQuery, enabled: isIn })
  const { a, b, c } = namesOf(door)
  const category = charter?.categories[0]?.name ?? ''
  const goes = useQuery({ ...reachQuery(a, category), enabled: isIn && category !== '' }).data
  const { act = '', title = '' } = place
  const filled = { title: say('tour.report.title'), text: say('tour.report.text'), category }
  switch (step.name) {
    case 'share':
    case 'refused':
      if (goes === undefined || charter === undefined) return undefined
      return () => {
        const level = step.name === 'share' ? goes.get(c) : goes.get(b)
        startAnew()
        write({ ...filled, level: level ?? charter.levels.at(-1) ?? '', to: step.name === 'share' ? [b] : [b, c] })
        void navigate({ to: '/compose', replace: true })
      }
    case 'receive':
      return () => void navigate({ to: '/reports', search: { tab: 'received', act }, replace: true })
    case 'nothing':
      return () => void navigate({ to: '/search', search: { q: title === '' ? filled.title : title }, replace: true })
    case 'recall':
      return () => void navigate({ to: '/reports', search: { tab: 'sent', act }, replace: true })
    case 'verify':
      return () => void navigate({ to: '/ledger', search: { check: 'on' }, replace: true })
    case 'yours':
      return () => void navigate({ to: '/help', replace: true })
  }
}
