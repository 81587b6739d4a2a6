import { useId, useState } from 'react'
import { positionKinds, reserveGrounds } from '#protocol/acts/position-kind.ts'
import { agreementsKey, type Text } from '../../api/agreements.ts'
import { sayPosition, type Paragraph, type Position } from '../../api/negotiation.ts'
import { useRefusal } from '../../frame/allowed.ts'
import { useSigned } from '../../frame/confirming.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { useWords } from '../../words/say.tsx'
import { tongueName } from '../../words/tongue.ts'
import { emptyPosition, positionOf, type PositionDraft } from './position.ts'

interface Props {
  readonly name: string
  readonly act: string
  readonly row: Paragraph
  readonly text: Text
}

/** What this state says of one paragraph. It is signed, and the last word holds. */
export function PositionForm({ name, act, row: { article, paragraph }, text }: Props) {
  const { say, refusal, tag } = useWords()
  const languages = text.authentic.map(({ language }) => language)
  const [form, setForm] = useState(() => emptyPosition(languages, tag))
  const no = useRefusal('agreement.act')
  const position = positionOf(form)
  const renews = { queryKey: [agreementsKey] }
  const signing = useSigned((said: Position) => sayPosition(name, act, { article, paragraph, position: said }), {
    renews,
  })
  const why = useId()
  return (
    <form
      className="position-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (position !== undefined) signing.mutate(position)
      }}
    >
      <select
        aria-label={say('agreement.draft.position', { article, paragraph })}
        value={form.kind}
        disabled={no !== undefined}
        onChange={(event) => setForm({ ...form, kind: event.target.value })}
      >
        <option value="">{say('agreement.draft.say')}</option>
        {positionKinds.map((kind) => (
          <option key={kind} value={kind}>
            {say(`agreement.position.${kind}`)}
          </option>
        ))}
      </select>
      <Details form={form} change={setForm} languages={languages} />
      <button
        type="submit"
        disabled={no !== undefined || position === undefined || signing.isPending}
        aria-describedby={no && why}
      >
        {say('agreement.draft.sign')}
      </button>
      {no !== undefined && (
        <span id={why} className="hint">
          {refusal(no).sentence}
        </span>
      )}
      <ProblemNote error={signing.error} />
    </form>
  )
}

interface DetailsProps {
  readonly form: PositionDraft
  readonly change: (form: PositionDraft) => void
  readonly languages: readonly string[]
}

function Details({ form, change, languages }: DetailsProps) {
  const { say, tag } = useWords()
  if (form.kind === 'reserve') {
    return (
      <select
        aria-label={say('agreement.draft.ground')}
        value={form.ground}
        onChange={(event) => change({ ...form, ground: event.target.value })}
      >
        {reserveGrounds.map((ground) => (
          <option key={ground} value={ground}>
            {say(`agreement.ground.${ground}`)}
          </option>
        ))}
      </select>
    )
  }
  if (!['agree-with-opinion', 'propose-text', 'object'].includes(form.kind)) return null
  return (
    <>
      {form.kind === 'propose-text' && (
        <select
          aria-label={say('agreement.draft.language')}
          value={form.language}
          onChange={(event) => change({ ...form, language: event.target.value })}
        >
          {languages.map((language) => (
            <option key={language} value={language}>
              {tongueName(language, tag)}
            </option>
          ))}
        </select>
      )}
      <input
        dir="auto"
        maxLength={4000}
        aria-label={say('agreement.draft.words')}
        placeholder={say('agreement.draft.words')}
        value={form.words}
        onChange={(event) => change({ ...form, words: event.target.value })}
      />
    </>
  )
}
