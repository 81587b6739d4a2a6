import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import * as z from 'zod'
import { ask } from '../api/ask.ts'
import { useRefusal } from '../frame/allowed.ts'
import { bring } from '../api/upload.ts'
import { useConfirmed } from '../frame/confirming.tsx'
import { Marking } from '../ui/marking.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'
import { CheckedAudience } from './compose-audience.tsx'
import { shareWish, startAnew, useCompose, write, type Compose } from './compose-form.ts'
import { usePreview } from './compose-preview.ts'

const Shared = z.object({ act: z.string(), state: z.enum(['recorded', 'pending']) })

/** Everything once more before it is signed. Nothing is shown as sent before the node has said so. */
export function CheckPage({ form }: { readonly form: Compose }) {
  const { say, refusal } = useWords()
  const preview = usePreview(form)
  const signing = useSigning()
  const refused = useRefusal('content.share')
  const verdicts = preview.data?.recipients ?? []
  const isReady = verdicts.length > 0 && verdicts.every(({ allowed }) => allowed)
  return (
    <section className="card check" aria-labelledby="check-title">
      <h2 id="check-title">{say('check.title')}</h2>
      <Summary form={form} />
      <h3>{say('compose.audience')}</h3>
      <CheckedAudience to={form.to} verdicts={verdicts} />
      {preview.data?.secondOfficer === true && <p className="second-officer">{say('compose.secondOfficer')}</p>}
      <p>{say('check.what')}</p>
      <ProblemNote error={signing.error ?? preview.error} />
      {refused !== undefined && (
        <p className="second-officer" id="why-sign">
          {refusal(refused).sentence} {refusal(refused).wayOut}
        </p>
      )}
      <p className="buttons">
        <button
          type="button"
          className="primary"
          disabled={!isReady || signing.isPending || refused !== undefined}
          onClick={() => signing.mutate()}
        >
          {say('check.sign')}
        </button>
        <button type="button" disabled={signing.isPending} onClick={() => write({ isChecked: false })}>
          {say('check.back')}
        </button>
      </p>
    </section>
  )
}

/** A text is brought as a file at the last moment, and once: a second try uses what was brought by the first. */
function useSigning() {
  const form = useCompose()
  const client = useQueryClient()
  const navigate = useNavigate()
  const confirmed = useConfirmed()
  return useMutation({
    mutationFn: async () => {
      const upload = form.upload ?? (await bringText(form.text))
      write({ upload, fileName: form.fileName === '' ? textName : form.fileName })
      const body = shareWish(form, upload.upload)
      return confirmed(() => ask('/api/v1/shares', Shared, { method: 'POST', body }))
    },
    onSuccess: async ({ act, state }) => {
      startAnew()
      await client.invalidateQueries()
      await navigate({ to: '/reports', search: state === 'pending' ? { tab: 'drafts' } : { tab: 'sent', act } })
    },
  })
}

const textName = 'report.txt'

const bringText = (text: string) =>
  bring({
    body: new Blob([text], { type: 'text/plain' }),
    name: textName,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  })

function Summary({ form }: { readonly form: Compose }) {
  const { say, word } = useWords()
  const rows: readonly (readonly [string, string])[] = [
    ['compose.title', form.title],
    ['compose.description', form.description],
    ['compose.file', form.fileName],
    ['compose.text', form.upload === undefined ? form.text : ''],
    ['compose.category', word('category', form.category)],
    ['compose.handling', form.handling.join(', ')],
    ['compose.purpose', form.purpose],
    ['compose.reviewBy', form.reviewBy],
    ['compose.legalBasis', form.hasPersonalData ? form.legalBasis : ''],
    ['compose.expires', form.hasPersonalData ? form.expires : ''],
  ]
  return (
    <dl className="facts">
      <dt>{say('compose.level')}</dt>
      <dd>
        <Marking level={form.level} />
      </dd>
      {rows
        .filter(([, value]) => value !== '')
        .map(([key, value]) => (
          <div key={key} className="fact">
            <dt>{say(key)}</dt>
            <dd className="fact-text" dir="auto">
              {value}
            </dd>
          </div>
        ))}
    </dl>
  )
}
