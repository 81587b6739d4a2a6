import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { discords } from '#protocol/agreement/concordance.ts'
import { textQuery, type Agreement, type Edition, type Text } from '../../api/agreements.ts'
import { EmptyNote } from '../../ui/empty-note.tsx'
import { Checks } from '../../ui/checks.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Day } from '../../words/day.tsx'
import { useWords } from '../../words/say.tsx'
import { tongueName } from '../../words/tongue.ts'
import { SideBySide } from './side-by-side.tsx'

interface Props {
  readonly name: string
  readonly agreement: Agreement
}

/** The adopted text in its authentic languages beside one another, and where they differ by their form. */
export function TextView({ name, agreement }: Props) {
  const { say } = useWords()
  const { data, error } = useQuery({ ...textQuery(name), enabled: agreement.hasText })
  if (!agreement.hasText) return <EmptyNote title={say('agreement.text.none')} why={say('agreement.text.noneWhy')} />
  if (data === undefined) return error === null ? null : <ProblemNote error={error} />
  return (
    <section className="card" aria-labelledby="text-title">
      <h2 id="text-title">{say('agreement.text.version', { version: data.version })}</h2>
      {data.corrected.map(({ entry, at }) => (
        <p key={entry}>
          {say('agreement.text.corrected')} <Day at={at} offset={agreement.utcOffset} />
        </p>
      ))}
      <Concordance text={data} />
      <Editions text={data} />
    </section>
  )
}

/** What a machine can hold against one another: articles, paragraphs, brackets, figures. What the words mean, people compare. */
export function Concordance({ text }: { readonly text: Text }) {
  const { say, tag } = useWords()
  const { authentic } = text
  const found = discords({ ...text, authentic: authentic.map(mutable), courtesy: [] })
  const languages = authentic.map(({ language }) => tongueName(language, tag)).join(', ')
  if (found.length === 0) {
    return authentic.length < 2 ? null : <p data-says="yes">✓ {say('agreement.text.concordant', { languages })}</p>
  }
  return (
    <div className="discords">
      <p className="hint">{say('agreement.text.discordant')}</p>
      <ul>
        {found.map(({ kind, language, article, paragraph = '–', severity }) => (
          <li key={`${kind} ${language} ${article} ${paragraph}`} data-says={severity === 'error' ? 'no' : undefined}>
            {severity === 'error' ? '✗' : '!'} {say(`agreement.discord.${kind}`, { language, article, paragraph })}
          </li>
        ))}
      </ul>
    </div>
  )
}

function mutable({ language, articles }: Edition) {
  return {
    language,
    articles: articles.map(({ number, heading, paragraphs }) => ({
      number,
      paragraphs: [...paragraphs],
      ...(heading === undefined ? {} : { heading }),
    })),
  }
}

/** Two editions fit beside one another on most screens, so the first two are shown; others are a press away. */
function Editions({ text }: { readonly text: Text }) {
  const { say, tag } = useWords()
  const all = [
    ...text.authentic.map((edition) => ({ edition, isAuthentic: true })),
    ...text.courtesy.map((edition) => ({ edition, isAuthentic: false })),
  ]
  const [shown, setShown] = useState<readonly string[]>(all.map((_, at) => String(at)).slice(0, 3))
  return (
    <>
      <Checks
        isRow
        legend={say('agreement.text.languages')}
        options={all.map(({ edition: { language }, isAuthentic }, at) => [
          String(at),
          <span key={at}>
            {tongueName(language, tag)} {!isAuthentic && <span className="hint">{say('agreement.text.courtesy')}</span>}
          </span>,
        ])}
        chosen={shown}
        set={setShown}
      />
      <SideBySide editions={all.filter((_, at) => shown.includes(String(at))).map(({ edition }) => edition)} />
    </>
  )
}
