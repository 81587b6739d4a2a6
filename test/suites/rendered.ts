import './browserless.ts'
import { QueryClient, QueryClientProvider, type QueryKey } from '@tanstack/react-query'
import { createElement, type ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { speak } from '../../src/console/words/languages.ts'
import { Speech, wordsOf } from '../../src/console/words/say.tsx'

interface Rendering {
  readonly language?: string
  /** What the node has answered already. */
  readonly known?: readonly (readonly [QueryKey, unknown])[]
}

/** A piece of the console as it first stands, in the words of a language: what a browser would be given, without one. */
export async function rendered(piece: ReactElement, { language = 'en', known = [] }: Rendering = {}): Promise<string> {
  const client = new QueryClient()
  for (const [key, answer] of known) client.setQueryData(key, answer)
  const spoken = createElement(Speech, { value: wordsOf(await speak(language)) }, piece)
  return renderToStaticMarkup(createElement(QueryClientProvider, { client }, spoken))
}
