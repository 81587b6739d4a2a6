import { localeOf } from '#kernel/message.ts'

/** What a language is called in another: `ru` in English is `Russian`. The tag itself where it is none. */
export function tongueName(language: string, tag: string): string {
  try {
    return new Intl.DisplayNames([localeOf(tag)], { type: 'language' }).of(language) ?? language
  } catch {
    return language
  }
}
