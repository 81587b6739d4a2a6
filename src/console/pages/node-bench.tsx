import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { benchQuery, type BenchWish } from '../api/node.ts'
import { charterQuery, doorQuery } from '../api/queries.ts'
import { BenchVerdicts } from '../ui/bench-verdicts.tsx'
import { Checks } from '../ui/checks.tsx'
import { CategoryChoice, LevelChoice, PurposeChoice } from '../ui/label-choices.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { MomentField } from '../words/moment-field.tsx'
import { useWords } from '../words/say.tsx'

const nothing: BenchWish = { to: [], level: '', category: '' }

/** What the gate would say to an act that nobody writes: any sender, label and addressees, today or on a day. */
export function NodeBench() {
  const { say } = useWords()
  const { data: charter } = useQuery(charterQuery)
  const self = useQuery(doorQuery).data?.party ?? ''
  const [wish, setWish] = useState(nothing)
  const { data, error } = useQuery(benchQuery(wish))
  const author = wish.author ?? self
  const others = charter?.parties.map(({ party }) => party).filter((party) => party !== author) ?? []
  return (
    <section className="card" aria-labelledby="bench-title">
      <h2 id="bench-title">{say('bench.title')}</h2>
      <p>{say('bench.what')}</p>
      <Asked wish={wish} author={author} write={setWish} />
      <Checks
        legend={say('bench.to')}
        all={say('bench.everybody')}
        options={others.map((party) => [party, party])}
        chosen={wish.to}
        set={(to) => setWish({ ...wish, to })}
      />
      <ProblemNote error={error} />
      <BenchVerdicts wish={wish} bench={data} />
    </section>
  )
}

interface AskedProps {
  readonly wish: BenchWish
  readonly author: string
  readonly write: (wish: BenchWish) => void
}

/** Who would send it, and under which label. */
function Asked({ wish, author, write }: AskedProps) {
  const { say } = useWords()
  const parties = useQuery(charterQuery).data?.parties ?? []
  const { purpose = '', at: day, ...rest } = wish
  const dated = day === undefined ? {} : { at: day }
  const meant = purpose === '' ? {} : { purpose }
  return (
    <div className="fields">
      <label>
        {say('bench.author')}
        <select value={author} onChange={(event) => write({ ...wish, author: event.target.value, to: [] })}>
          {parties.map(({ party }) => (
            <option key={party} value={party}>
              {party}
            </option>
          ))}
        </select>
      </label>
      <LevelChoice value={wish.level} set={(level) => write({ ...wish, level })} />
      <CategoryChoice value={wish.category} set={(category) => write({ ...wish, category })} />
      <PurposeChoice
        value={purpose}
        set={(chosen) => write({ ...rest, ...dated, ...(chosen === '' ? {} : { purpose: chosen }) })}
      />
      <MomentField
        label={say('bench.at')}
        value={day}
        onChange={(at) => write({ ...rest, ...meant, ...(at === undefined ? {} : { at }) })}
      />
    </div>
  )
}
