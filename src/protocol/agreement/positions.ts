import type { PlacedPosition, Position } from '#protocol/acts/agreement-draft.ts'
import type { AgreementText } from '#protocol/acts/agreement-text.ts'
import type { Party } from '#protocol/identity/party.ts'
import { bracketsOf } from './concordance.ts'

/** What one state said at one time; later ones replace earlier ones, paragraph by paragraph. */
export interface Said {
  readonly party: Party
  readonly positions: readonly PlacedPosition[]
}

/** Where a paragraph of a draft stands. */
export interface ParagraphRow {
  readonly article: string
  readonly paragraph: string
  /** Some authentic edition has brackets in it. */
  readonly isBracketed: boolean
  /** Of every negotiator, `no-reply` of those who said nothing. */
  readonly positions: Readonly<Record<Party, Position | { readonly kind: 'no-reply' }>>
  /** No brackets, and every negotiator who takes part has agreed, if only ad referendum or with an opinion beside it. */
  readonly isAgreed: boolean
}

const agreeing: ReadonlySet<string> = new Set([
  'agree',
  'agree-with-opinion',
  'agree-ad-referendum',
  'not-participating',
])

/** The table of a draft: each paragraph of the first edition, and what every negotiator last said of it. `said` in the order in which it was said. */
export function paragraphTable(
  text: AgreementText,
  negotiators: readonly Party[],
  said: readonly Said[],
): readonly ParagraphRow[] {
  const last = new Map<string, Position>()
  for (const { party, positions } of said) {
    for (const { article, paragraph, position } of positions) last.set(keyOf(article, paragraph, party), position)
  }
  const bracketed = bracketedPlaces(text)
  return (text.authentic[0]?.articles ?? []).flatMap(({ number: article, paragraphs }) =>
    paragraphs.map(({ number: paragraph }): ParagraphRow => {
      const silent = { kind: 'no-reply' } as const
      const given = negotiators.map((party) => [party, last.get(keyOf(article, paragraph, party)) ?? silent] as const)
      const isBracketed = bracketed.has(keyOf(article, paragraph))
      const isAgreed = !isBracketed && given.every(([, { kind }]) => agreeing.has(kind))
      return { article, paragraph, isBracketed, positions: Object.fromEntries(given), isAgreed }
    }),
  )
}

const keyOf = (...parts: readonly string[]): string => parts.join('/')

function bracketedPlaces({ authentic }: AgreementText): ReadonlySet<string> {
  const places = authentic.flatMap(({ articles }) =>
    articles.flatMap(({ number, paragraphs }) =>
      paragraphs.filter(({ text }) => bracketsOf(text).shape !== '').map((one) => keyOf(number, one.number)),
    ),
  )
  return new Set(places)
}
