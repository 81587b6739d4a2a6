import type { AgreementText, Article } from '#protocol/acts/agreement-text.ts'

/** Where two authentic editions do not say the same by their form. What the words mean, people compare. */
export interface Discord {
  readonly kind: 'article-missing' | 'paragraph-missing' | 'number-twice' | 'order' | 'brackets' | 'figures'
  /** The edition that differs from the first. */
  readonly language: string
  readonly article: string
  readonly paragraph?: string
  /** `figures` alone is a hint: a number may be written in words. */
  readonly severity: 'error' | 'note'
}

/** Holds every authentic edition against the first: the same articles, paragraphs, brackets and figures in the same order. */
export function discords({ authentic }: AgreementText): readonly Discord[] {
  const [first, ...others] = authentic
  if (first === undefined) return []
  return [
    ...authentic.flatMap(({ language, articles }) => repeated(language, articles)),
    ...others.flatMap(({ language, articles }) => against(first.articles, articles, language)),
  ]
}

function repeated(language: string, articles: readonly Article[]): readonly Discord[] {
  const twice = { kind: 'number-twice', language, severity: 'error' } as const
  return [
    ...again(articles).map(({ number: article }) => ({ ...twice, article })),
    ...articles.flatMap(({ number: article, paragraphs }) =>
      again(paragraphs).map(({ number: paragraph }) => ({ ...twice, article, paragraph })),
    ),
  ]
}

interface Numbered {
  readonly number: string
}

function again<Row extends Numbered>(rows: readonly Row[]): readonly Row[] {
  const seen = new Set<string>()
  return rows.filter(({ number }) => seen.size === seen.add(number).size)
}

/** Numbers that one list has and the other lacks, either way. */
function lacking(one: readonly Numbered[], other: readonly Numbered[]): readonly string[] {
  const numbers = (rows: readonly Numbered[]): ReadonlySet<string> => new Set(rows.map(({ number }) => number))
  return [...numbers(one).symmetricDifference(numbers(other))]
}

const isOrdered = (one: readonly Numbered[], other: readonly Numbered[]): boolean =>
  one.every(({ number }, at) => other[at]?.number === number)

function against(first: readonly Article[], other: readonly Article[], language: string): readonly Discord[] {
  const missing = lacking(first, other)
  if (missing.length > 0) {
    return missing.map((article) => ({ kind: 'article-missing', language, article, severity: 'error' }))
  }
  if (!isOrdered(first, other)) return [{ kind: 'order', language, article: other[0]?.number ?? '', severity: 'error' }]
  const byNumber = new Map(other.map((article) => [article.number, article]))
  return first.flatMap((article) => within(article, byNumber.get(article.number) ?? article, language))
}

function within(one: Article, other: Article, language: string): readonly Discord[] {
  const { number: article } = one
  const missing = lacking(one.paragraphs, other.paragraphs)
  const error = { language, article, severity: 'error' } as const
  if (missing.length > 0) return missing.map((paragraph) => ({ ...error, kind: 'paragraph-missing', paragraph }))
  if (!isOrdered(one.paragraphs, other.paragraphs)) return [{ ...error, kind: 'order' }]
  return one.paragraphs.flatMap(({ number: paragraph, text }, at): readonly Discord[] => {
    const said = other.paragraphs[at]?.text ?? ''
    const brackets = bracketsOf(text).shape === bracketsOf(said).shape
    const figures = figuresOf(text) === figuresOf(said)
    return [
      ...(brackets ? [] : [{ ...error, kind: 'brackets', paragraph } as const]),
      ...(figures ? [] : [{ ...error, kind: 'figures', paragraph, severity: 'note' } as const]),
    ]
  })
}

/** Square brackets of a paragraph: how they nest, and whether each is closed. Those of East Asian typesetting count alike. */
export function bracketsOf(text: string): { readonly shape: string; readonly isClosed: boolean } {
  const shape = [...text.matchAll(/[[\]［］【】]/gu)]
    .map(([bracket]) => ('[［【'.includes(bracket) ? '[' : ']'))
    .join('')
  let depth = 0
  for (const bracket of shape) {
    depth += bracket === '[' ? 1 : -1
    if (depth < 0) return { shape, isClosed: false }
  }
  return { shape, isClosed: depth === 0 }
}

/** Numbers in figures, each as often as it stands there, whatever the order of the words. */
const figuresOf = (text: string): string =>
  [...text.normalize('NFKC').matchAll(/\p{Nd}+/gu)]
    .map(([figure]) => figure)
    .toSorted(byText)
    .join(' ')

const byText = (one: string, other: string): number => (one < other ? -1 : 1)
