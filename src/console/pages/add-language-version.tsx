import { instantOf } from '#kernel/instant.ts'
import { uuid4 } from '#kernel/uuid.ts'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Report } from '../api/forms.ts'
import { doorQuery } from '../api/queries.ts'
import type { ObjectText } from '../api/texts.ts'
import { bring } from '../api/upload.ts'
import { Kept } from '../browser/kept.ts'
import { random } from '../browser/random.ts'
import { useNow } from '../browser/now.ts'
import { useRefusal } from '../frame/allowed.ts'
import { Choice } from '../ui/choice.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { RefusalNote } from '../ui/refusal-note.tsx'
import { useWords } from '../words/say.tsx'
import { tongueName } from '../words/tongue.ts'
import { emptyCompose, isBlank, useCompose, write } from './compose-form.ts'
import { bundleOf, nothingWritten, versionLanguages, type LanguageVersion, type Written } from './language-version.ts'
import { standingOf } from './report-languages.ts'

const kept = new Kept<LanguageVersion>()

interface Props {
  readonly report: Report
  readonly texts: readonly ObjectText[]
}

/** An officer writes what the objects of a report say in another language; it goes through audience, check page and second officer as any report. */
export function AddLanguageVersion({ report, texts }: Props) {
  const { say } = useWords()
  const no = useRefusal('content.preview')
  const [isOpen, setOpen] = useState(kept.get(report.act) !== undefined)
  return (
    <details className="language-version" open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{say('texts.add')}</summary>
      {isOpen && (no === undefined ? <Version report={report} texts={texts} /> : <RefusalNote refusal={no} />)}
    </details>
  )
}

function Version({ report, texts }: Props) {
  const { say, tag } = useWords()
  const now = useNow()
  const isFree = isBlank(useCompose())
  const [version, setVersion] = useState(() => kept.get(report.act) ?? { language: usual(texts, tag), written: {} })
  const change = (more: Partial<LanguageVersion>): void => {
    const next = { ...version, ...more }
    kept.set(report.act, next)
    setVersion(next)
  }
  const bringing = useBringing(report, version.language)
  const bundle = bundleOf({ texts, version, at: instantOf(now), newId: () => uuid4(random) })
  const standing = standingOf(version.language)
  return (
    <form
      className="part-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (bundle !== undefined && isFree) bringing.mutate(bundle)
      }}
    >
      <p className="hint">{say('texts.addWhat')}</p>
      <Choice
        label={say('texts.into')}
        none={say('compose.choose')}
        value={version.language}
        set={(language) => change({ language })}
        options={versionLanguages.map((language) => [language, tongueName(language, tag)] as const)}
      />
      {texts.map((text) => (
        <OneObject
          key={text.object}
          text={text}
          standing={standing}
          written={version.written[text.object] ?? nothingWritten}
          change={(written) => change({ written: { ...version.written, [text.object]: written } })}
        />
      ))}
      <ProblemNote error={bringing.error} />
      {!isFree && (
        <p className="second-officer">
          {say('texts.occupied')} <Link to="/compose">{say('place.compose')}</Link>
        </p>
      )}
      <p className="buttons">
        <button type="submit" className="primary" disabled={bundle === undefined || !isFree || bringing.isPending}>
          {say('texts.toAudience')}
        </button>
      </p>
    </form>
  )
}

/** The reader's own language, unless the report is written in it. */
function usual(texts: readonly ObjectText[], tag: string): string {
  return versionLanguages.includes(tag) && !texts.some(({ original }) => original.language.startsWith(tag)) ? tag : ''
}

/** Brings the version to the node as a file and opens the composer on it, under the label of the report; nothing is shared by it. */
function useBringing(report: Report, language: string) {
  const { say, tag } = useWords()
  const navigate = useNavigate()
  const self = useQuery(doorQuery).data?.party
  return useMutation({
    mutationFn: async (bundle: object) => {
      const name = `${language}.json`
      const body = new Blob([JSON.stringify(bundle)], { type: 'application/json' })
      const { signal } = new AbortController()
      const upload = await bring({ body, name, onProgress: () => undefined, signal })
      const { level, category } = report.label
      const title = say('texts.titled', { title: report.title, language: tongueName(language, tag) }).slice(0, 300)
      // Another's report is told to nobody who was not chosen.
      const to = report.author === self ? report.audience.filter((party) => party !== self) : [report.author]
      write({ ...emptyCompose, upload, fileName: name, title, level, category, to })
    },
    onSuccess: () => {
      kept.set(report.act, undefined)
      return navigate({ to: '/compose' })
    },
  })
}

interface ObjectProps {
  readonly text: ObjectText
  readonly standing: ReturnType<typeof standingOf>
  readonly written: Written
  readonly change: (written: Written) => void
}

function OneObject({ text: { original, object }, standing, written, change }: ObjectProps) {
  const { say } = useWords()
  const title = original.name === '' ? object : original.name
  return (
    <fieldset className="object-version">
      <legend>
        <bdi>{title}</bdi>
      </legend>
      {original.name !== '' && (
        <label>
          {say('texts.name')}
          <input
            {...standing}
            maxLength={1000}
            value={written.name}
            onChange={({ target }) => change({ ...written, name: target.value })}
          />
        </label>
      )}
      {original.description !== '' && (
        <label>
          {say('texts.description')}
          <textarea
            {...standing}
            rows={4}
            maxLength={20_000}
            value={written.description}
            onChange={({ target }) => change({ ...written, description: target.value })}
          />
        </label>
      )}
    </fieldset>
  )
}
