import type { Position } from '../../api/negotiation.ts'

/** What a desk fills in before it signs a position on a paragraph. */
export interface PositionDraft {
  readonly kind: string
  readonly ground: string
  readonly words: string
  /** In which of the authentic languages a wording is proposed. */
  readonly language: string
}

/** Nothing yet; a wording would be in the reader's own language, where the text is authentic in it. */
export function emptyPosition(authentic: readonly string[], tag: string): PositionDraft {
  const language = authentic.find((one) => one === tag) ?? authentic[0] ?? ''
  return { kind: '', ground: 'scrutiny', words: '', language }
}

/** `undefined` as long as something is missing. */
export function positionOf({ kind, ground, words, language }: PositionDraft): Position | undefined {
  const said = words.trim()
  switch (kind) {
    case '':
      return undefined
    case 'reserve':
      return { kind, ground }
    case 'agree-with-opinion':
      return said === '' ? undefined : { kind, opinion: said }
    case 'propose-text':
      return said === '' ? undefined : { kind, language, text: said }
    case 'object':
      return said === '' ? { kind } : { kind, reason: said }
  }
  return { kind }
}
