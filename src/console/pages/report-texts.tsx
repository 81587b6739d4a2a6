import { useInfiniteQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useState } from 'react'
import { textsQuery, type ObjectText } from '../api/texts.ts'
import type { Report } from '../api/forms.ts'
import { useKeys, type Keys } from '../browser/keyboard.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'
import { tongueName } from '../words/tongue.ts'
import { firstFor, isOriginal, keyOf, shownIn, standingOf, versionsIn, type Version } from './report-languages.ts'

const AddLanguageVersion = lazy(async () => ({
  default: (await import('./add-language-version.tsx')).AddLanguageVersion,
}))

/** What the objects of a report say, in the reader's language where it stands in it; the original is one key away. */
export function ReportTexts({ report }: { readonly report: Report }) {
  const { act, author } = report
  const { say, tag } = useWords()
  const query = useInfiniteQuery(textsQuery(act))
  const [chosen, setChosen] = useState<string>()
  const [isAsWritten, setAsWritten] = useState(false)
  const texts = query.data?.pages.flatMap(({ items }) => items) ?? []
  const versions = versionsIn(texts, author)
  const version = versions.find((one) => keyOf(one) === chosen) ?? firstFor(versions, tag)
  const written = versions.find(isOriginal)
  const shown = isAsWritten ? written : version
  const canSwitch = versions.length > 1
  const keys = useMemo((): Keys => (canSwitch ? { KeyO: () => setAsWritten((is) => !is) } : {}), [canSwitch])
  useKeys(keys)
  if (shown === undefined) return <ProblemNote error={query.error} />
  return (
    <section aria-labelledby="texts-title">
      <h3 id="texts-title">{say('texts.title')}</h3>
      {canSwitch && (
        <p className="buttons">
          <label>
            {say('texts.language')}{' '}
            <select
              value={keyOf(shown)}
              onChange={({ target }) => {
                setChosen(target.value)
                setAsWritten(false)
              }}
            >
              {versions.map((one) => (
                <VersionOption key={keyOf(one)} version={one} author={author} />
              ))}
            </select>
          </label>{' '}
          <button
            type="button"
            aria-pressed={isOriginal(shown)}
            aria-keyshortcuts="O"
            onClick={() => setAsWritten(!isAsWritten)}
          >
            {say('texts.original')} <kbd dir="ltr">O</kbd>
          </button>
        </p>
      )}
      {texts.map((text) => (
        <OneText key={text.position} text={text} version={shown} author={author} />
      ))}
      {query.hasNextPage && (
        <button type="button" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {say('report.more')}
        </button>
      )}
      <Suspense>
        <AddLanguageVersion report={report} texts={texts} />
      </Suspense>
    </section>
  )
}

function VersionOption({ version, author }: { readonly version: Version; readonly author: string }) {
  const { say, tag } = useWords()
  const { language, by } = version
  const who = isOriginal(version) ? 'original' : by === author ? 'author' : 'other'
  return (
    <option value={keyOf(version)}>{say('texts.version', { language: tongueName(language, tag), who, by })}</option>
  )
}

interface One {
  readonly text: ObjectText
  readonly version: Version
  readonly author: string
}

/** Whose words they are stands beside them, wherever they are not the author's own. */
function OneText({ text, version, author }: One) {
  const { say, tag } = useWords()
  const shown = shownIn(text, version)
  const { language, name, description, by, isOfOther } = shown
  return (
    <div className="object-text">
      <div {...standingOf(language)}>
        <h4>
          <bdi>{name === '' ? text.object : name}</bdi>
        </h4>
        <p className="report-text">{description}</p>
      </div>
      <p className="hint">
        {text.type} · {tongueName(language, tag)}
        {!isOriginal(shown) && ` · ${say('texts.by', { by, who: by === author ? 'author' : 'other' })}`}
        {isOfOther && ` · ${say('texts.otherVersion')}`}
      </p>
    </div>
  )
}
