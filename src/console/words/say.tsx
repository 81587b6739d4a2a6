import { createContext, useContext, useEffect, useState, type ReactNode } from 'react'
import type { MessageParams } from '#kernel/message.ts'
import { useSettings } from '../browser/use-settings.ts'
import { nearestLanguage } from './catalogues.ts'
import { speak, type Spoken } from './languages.ts'

export interface Words {
  readonly tag: string
  /** A message of the console: `say('reports.title')`. */
  readonly say: (key: string, params?: MessageParams) => string
  /** Sentence and way out of a refusal that the server gave as a value. */
  readonly refusal: (of: { readonly code: string; readonly params: MessageParams }) => {
    readonly sentence: string
    readonly wayOut: string
  }
  /** The name of a thing that has names by language, as the charter gives them. */
  readonly named: (title: Readonly<Record<string, string>> | undefined, otherwise: string) => string
  /** A word of a closed list, or the word itself where a newer server says one that is not known here. */
  readonly word: (list: string, name: string) => string
}

export const Speech = createContext<Words | undefined>(undefined)

export function wordsOf({ tag, sentences }: Spoken): Words {
  return {
    tag,
    say: (key, params) => sentences.say(tag, `console.${key}`, params),
    refusal: ({ code, params }) => ({
      sentence: sentences.say(tag, `refusals.${code}.sentence`, params),
      wayOut: sentences.say(tag, `refusals.${code}.wayOut`, params),
    }),
    named: (title, otherwise) => title?.[tag] ?? title?.['en'] ?? otherwise,
    word: (list, name) =>
      sentences.has(tag, `console.${list}.${name}`) ? sentences.say(tag, `console.${list}.${name}`) : name,
  }
}

/** Gives every screen its words, once they are there; the document says which language and direction they are. */
export function Speaking({ children }: { readonly children: ReactNode }) {
  const { language, palette, density } = useSettings()
  const [spoken, setSpoken] = useState<Spoken>()
  const wished = nearestLanguage(language)
  useEffect(() => {
    let isWanted = true
    void speak(wished).then((found) => isWanted && setSpoken(found))
    return () => {
      isWanted = false
    }
  }, [wished])
  useEffect(() => {
    if (spoken === undefined) return
    document.documentElement.lang = spoken.tag
    document.documentElement.dir = spoken.direction
  }, [spoken])
  useEffect(() => {
    document.documentElement.dataset['palette'] = palette
  }, [palette])
  useEffect(() => {
    document.documentElement.dataset['density'] = density
  }, [density])
  return spoken === undefined ? null : <Speech value={wordsOf(spoken)}>{children}</Speech>
}

export function useWords(): Words {
  const words = useContext(Speech)
  if (words === undefined) throw new TypeError('a screen outside of <Speaking>')
  return words
}
