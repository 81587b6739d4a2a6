import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { agreementsKey, type Text } from '../../api/agreements.ts'
import { sayPosition, type Paragraph, type Position } from '../../api/negotiation.ts'
import { doorQuery } from '../../api/queries.ts'
import { useConfirmed } from '../../frame/confirming.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { useWords } from '../../words/say.tsx'

const kinds = [
  'agree',
  'agree-with-opinion',
  'agree-ad-referendum',
  'reserve',
  'propose-text',
  'object',
  'not-participating',
] as const
const grounds = ['scrutiny', 'parliamentary', 'language'] as const

interface Props {
  readonly name: string
  readonly act: string
  readonly row: Paragraph
  readonly text: Text
}

/** What this state says of one paragraph. It is signed, and the last word holds. */
export function PositionForm({ name, act, row: { article, paragraph }, text }: Props) {
  const { say, refusal } = useWords()
  const [form, setForm] = useState(nothing)
  const no = useQuery(doorQuery).data?.session?.refused['agreement.act']
  const position = positionOf(form, text)
  const signing = useSigning({ name, act, placed: { article, paragraph, position } })
  const why = useId()
  return (
    <form
      className="position-form"
      onSubmit={(event) => {
        event.preventDefault()
        signing.mutate()
      }}
    >
      <select
        aria-label={say('agreement.draft.position', { article, paragraph })}
        value={form.kind}
        disabled={no !== undefined}
        onChange={(event) => setForm({ ...form, kind: event.target.value })}
      >
        <option value="">{say('agreement.draft.say')}</option>
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {say(`agreement.position.${kind}`)}
          </option>
        ))}
      </select>
      <Details form={form} change={setForm} />
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

function Details({ form, change }: { readonly form: Form; readonly change: (form: Form) => void }) {
  const { say } = useWords()
  if (form.kind === 'reserve') {
    return (
      <select
        aria-label={say('agreement.draft.ground')}
        value={form.ground}
        onChange={(event) => change({ ...form, ground: event.target.value })}
      >
        {grounds.map((ground) => (
          <option key={ground} value={ground}>
            {say(`agreement.ground.${ground}`)}
          </option>
        ))}
      </select>
    )
  }
  if (!['agree-with-opinion', 'propose-text', 'object'].includes(form.kind)) return null
  return (
    <input
      dir="auto"
      maxLength={4000}
      aria-label={say('agreement.draft.words')}
      placeholder={say('agreement.draft.words')}
      value={form.words}
      onChange={(event) => change({ ...form, words: event.target.value })}
    />
  )
}

interface Form {
  readonly kind: string
  readonly ground: string
  readonly words: string
}

const nothing: Form = { kind: '', ground: 'scrutiny', words: '' }

/** `undefined` as long as something is missing. */
function positionOf({ kind, ground, words }: Form, { authentic }: Text): Position | undefined {
  const said = words.trim()
  switch (kind) {
    case '':
      return undefined
    case 'reserve':
      return { kind, ground }
    case 'agree-with-opinion':
      return said === '' ? undefined : { kind, opinion: said }
    case 'propose-text':
      return said === '' ? undefined : { kind, language: authentic[0]?.language ?? '', text: said }
    case 'object':
      return said === '' ? { kind } : { kind, reason: said }
  }
  return { kind }
}

interface Signing {
  readonly name: string
  readonly act: string
  readonly placed: { readonly article: string; readonly paragraph: string; readonly position: Position | undefined }
}

function useSigning({ name, act, placed: { position, ...place } }: Signing) {
  const client = useQueryClient()
  const confirmed = useConfirmed()
  return useMutation({
    mutationFn: () => confirmed(() => sayPosition(name, act, { ...place, position: position ?? { kind: '' } })),
    onSuccess: () => client.invalidateQueries({ queryKey: [agreementsKey] }),
  })
}
