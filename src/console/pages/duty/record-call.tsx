import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { desksKey, directoryQuery } from '../../api/desks.ts'
import { tell } from '../../api/ask.ts'
import { charterQuery, doorQuery } from '../../api/queries.ts'
import { useRefusal } from '../../frame/allowed.ts'
import { useSigned } from '../../frame/confirming.tsx'
import { Choice } from '../../ui/choice.tsx'
import { useDraft } from '../../ui/draft.ts'
import { CategoryChoice, LevelChoice } from '../../ui/label-choices.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { MomentField } from '../../words/moment-field.tsx'
import { useWords } from '../../words/say.tsx'

const channels = ['hotline', 'phone', 'radio', 'video'] as const
const empty = { channel: 'hotline', with: '', other: '', level: '', category: '', summary: '' }

/** A call with one other desk, as it was heard here. It goes to that state alone. */
export function RecordCall() {
  const { say } = useWords()
  const refused = useRefusal('desks.act')
  const door = useQuery(doorQuery).data
  const { draft: form, write, drop } = useDraft(empty)
  const [calledAt, setCalledAt] = useState<string>()
  const change = (part: Partial<typeof empty>): void => write({ ...form, ...part })
  const logging = useSigned(
    (signed: typeof empty) => {
      const { channel, level, category, summary } = signed
      const own = { party: door?.party ?? '', desk: door?.session?.desk ?? '' }
      const desks = [own, { party: signed.with, desk: signed.other }]
      return tell('/api/v1/hotline', { method: 'POST', body: { calledAt, channel, desks, level, category, summary } })
    },
    { renews: { queryKey: [desksKey] }, done: (_logged, signed) => drop(signed) },
  )
  if (refused !== undefined) return null
  return (
    <form
      className="card"
      aria-labelledby="record-title"
      onSubmit={(event) => {
        event.preventDefault()
        logging.mutate(form)
      }}
    >
      <h2 id="record-title">{say('duty.calls.record')}</h2>
      <p className="hint">{say('duty.calls.recordHint')}</p>
      <div className="fields">
        <MomentField label={say('duty.calls.calledAt')} value={calledAt} onChange={setCalledAt} />
        <Choice
          label={say('duty.calls.channel')}
          value={form.channel}
          set={(channel) => change({ channel })}
          options={channels.map((name) => [name, say(`duty.channel.${name}`)] as const)}
        />
        <OtherDesk form={form} change={change} />
        <CallLabel form={form} change={change} />
      </div>
      <label>
        {say('duty.calls.summary')}
        <textarea
          dir="auto"
          required
          rows={3}
          maxLength={4000}
          value={form.summary}
          onChange={(event) => change({ summary: event.target.value })}
        />
      </label>
      <ProblemNote error={logging.error} />
      <p className="buttons">
        <button type="submit" className="primary" disabled={logging.isPending || calledAt === undefined}>
          {say('duty.calls.sign')}
        </button>
      </p>
    </form>
  )
}

interface OtherProps {
  readonly form: typeof empty
  readonly change: (part: Partial<typeof empty>) => void
}

/** The record stands under a label of its own. */
function CallLabel({ form, change }: OtherProps) {
  return (
    <>
      <LevelChoice value={form.level} set={(level) => change({ level })} />
      <CategoryChoice value={form.category} set={(category) => change({ category })} />
    </>
  )
}

/** With whom: a state, and its desk as the directory has it or as it was said. */
function OtherDesk({ form, change }: OtherProps) {
  const { say } = useWords()
  const self = useQuery(doorQuery).data?.party
  const parties = (useQuery(charterQuery).data?.parties ?? []).filter(({ party }) => party !== self)
  const known = (useQuery(directoryQuery).data?.items ?? []).filter(({ party }) => party === form.with)
  return (
    <>
      <Choice
        label={say('duty.calls.with')}
        none={say('compose.choose')}
        isRequired
        value={form.with}
        set={(party) => change({ with: party, other: '' })}
        options={parties.map(({ party }) => [party, party] as const)}
      />
      <label>
        {say('duty.calls.desk')}
        <input
          dir="ltr"
          required
          pattern="[a-z0-9][a-z0-9-]*"
          list="known-desks"
          value={form.other}
          onChange={(event) => change({ other: event.target.value })}
        />
        <datalist id="known-desks">
          {[...new Set(known.map(({ desk }) => desk))].map((desk) => (
            <option key={desk} value={desk} />
          ))}
        </datalist>
      </label>
    </>
  )
}
