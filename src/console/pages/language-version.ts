import type { ObjectText } from '../api/texts.ts'

/** What an officer wrote of one object in another language. */
export interface Written {
  readonly name: string
  readonly description: string
}

/** A language version of a report as it is being written, by the ids of the objects. */
export interface LanguageVersion {
  readonly language: string
  readonly written: Readonly<Record<string, Written>>
}

export const nothingWritten: Written = { name: '', description: '' }

/** Languages that a version can be in; the names are made by the browser. */
export const versionLanguages: readonly string[] = [
  'en',
  'ru',
  'zh',
  'ar',
  'be',
  'es',
  'fa',
  'fr',
  'hi',
  'hy',
  'kk',
  'ky',
  'mn',
  'ps',
  'tg',
  'tr',
  'ur',
  'uz',
]

/** Left out where nothing was written. */
const sayingOf = (member: keyof Written, text: string): Partial<Written> =>
  text.trim() === '' ? {} : { [member]: text.trim() }

interface Making {
  readonly texts: readonly ObjectText[]
  readonly version: LanguageVersion
  readonly at: string
  readonly newId: () => string
}

/**
 * The version as STIX 2.1 has it (section 7.1): a language-content object for each object of which something was written, each of the very
 * version that stands in the report. `undefined` as long as nothing is written.
 */
export function bundleOf({ texts, version: { language, written }, at, newId }: Making): object | undefined {
  const objects = texts.flatMap(({ object, modified }) => {
    const { name, description } = written[object] ?? nothingWritten
    const said = { ...sayingOf('name', name), ...sayingOf('description', description) }
    if (Object.keys(said).length === 0) return []
    return [
      {
        type: 'language-content',
        spec_version: '2.1',
        id: `language-content--${newId()}`,
        created: at,
        modified: at,
        object_ref: object,
        object_modified: modified,
        contents: { [language]: said },
      },
    ]
  })
  return objects.length === 0 || language === '' ? undefined : { type: 'bundle', id: `bundle--${newId()}`, objects }
}
