import type { ReactNode } from 'react'
import type { Edition } from '../../api/agreements.ts'
import { useWords } from '../../words/say.tsx'
import { tongueName } from '../../words/tongue.ts'

interface Props {
  readonly editions: readonly Edition[]
  /** What stands under a paragraph, such as what states say of it. */
  readonly below?: (article: string, paragraph: string) => ReactNode
}

/** Editions as columns of one table: the same paragraph in every language in one row. */
export function SideBySide({ editions, below }: Props) {
  const { say, tag } = useWords()
  const [first] = editions
  if (first === undefined) return <p className="hint">{say('agreement.text.chooseLanguage')}</p>
  return (
    <div className="table-scroller" tabIndex={0} role="group" aria-label={say('agreement.view.text')}>
      <table className="side-by-side">
        <thead>
          <tr>
            <th scope="col">{say('agreement.text.place')}</th>
            {editions.map(({ language }) => (
              <th key={language} scope="col" lang={language}>
                {tongueName(language, tag)}
              </th>
            ))}
          </tr>
        </thead>
        {first.articles.map(({ number, paragraphs }) => (
          <tbody key={number}>
            <tr className="article-head">
              <th scope="rowgroup">{say('agreement.text.article', { number })}</th>
              {editions.map(({ language, articles }) => (
                <td key={language} lang={language} dir="auto">
                  {articles.find((article) => article.number === number)?.heading}
                </td>
              ))}
            </tr>
            {paragraphs.map((paragraph) => (
              <ParagraphRow
                key={paragraph.number}
                article={number}
                paragraph={paragraph.number}
                isOnly={paragraphs.length === 1}
                editions={editions}
                below={below}
              />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}

interface RowProps {
  readonly article: string
  readonly paragraph: string
  readonly isOnly: boolean
  readonly editions: readonly Edition[]
  readonly below: Props['below'] | undefined
}

function ParagraphRow({ article, paragraph, isOnly, editions, below }: RowProps) {
  const { say } = useWords()
  return (
    <>
      <tr>
        <th scope="row">
          <span className={isOnly ? 'for-reader' : undefined}>
            {say('agreement.text.paragraph', { number: paragraph })}
          </span>
        </th>
        {editions.map(({ language, articles }) => (
          <td key={language} lang={language} dir="auto">
            <Bracketed text={textAt(articles, article, paragraph)} />
          </td>
        ))}
      </tr>
      {below !== undefined && (
        <tr className="below">
          <td />
          <td colSpan={editions.length}>{below(article, paragraph)}</td>
        </tr>
      )}
    </>
  )
}

const textAt = (articles: Edition['articles'], article: string, paragraph: string): string =>
  articles.find(({ number }) => number === article)?.paragraphs.find(({ number }) => number === paragraph)?.text ?? '—'

/** A paragraph with what is not agreed made to stand out: square brackets and what is in them, outermost as one. */
function Bracketed({ text }: { readonly text: string }) {
  const parts = text.split(/(\[(?:[^[\]]|\[[^[\]]*\])*\]|［[^［］]*］|【[^【】]*】)/u)
  return parts.map((part, at) =>
    // A separator of a split stands at every odd place.
    at % 2 === 1 ? (
      <mark key={`${String(at)} ${part}`} className="bracketed">
        {part}
      </mark>
    ) : (
      part
    ),
  )
}
