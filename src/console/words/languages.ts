import { catalogueOf, sentencesOf, type Sentences } from '#kernel/message.ts'
import { filesOf, mirrored, nearestLanguage } from './catalogues.ts'

export interface Spoken {
  readonly tag: string
  readonly direction: 'ltr' | 'rtl'
  readonly sentences: Sentences
}

async function rooms(tag: string): Promise<Readonly<Record<string, unknown>>> {
  const [{ default: said }, agreement, found, cap, duty, consult, refusals, words] = await filesOf(tag)
  const { level, category } = said
  return {
    console: {
      ...said,
      agreement: agreement.default,
      found: found.default,
      cap: cap.default,
      duty: duty.default,
      consult: consult.default,
    },
    refusals: refusals.default,
    // A screen names levels and categories in words everywhere; the command line takes them as they are.
    words: { ...words.default, level, ceiling: level, from: level, category },
  }
}

/** The sentences of one language, fetched once. */
export async function speak(wished: string): Promise<Spoken> {
  const chosen = nearestLanguage(wished)
  const tag = chosen === mirrored ? 'en' : chosen
  const catalogue = catalogueOf(await rooms(tag))
  return { tag, direction: chosen === mirrored ? 'rtl' : 'ltr', sentences: sentencesOf({ [tag]: catalogue }) }
}
