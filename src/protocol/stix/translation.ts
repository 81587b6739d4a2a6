import type { Parsed } from './members.ts'

/** What a language-content object says of the object that it translates (STIX 2.1 section 7.1), in all its languages. */
export interface Translation {
  /** Id of the object translated. */
  readonly of: string
  /** `modified` of the version translated; empty for the last one. */
  readonly modified: string
  readonly names: readonly string[]
  readonly aliases: readonly string[]
  /** Texts of all other members. */
  readonly texts: readonly string[]
  /** The first 64. */
  readonly languages: readonly InLanguage[]
}

/** What is said in one language: the same again, apart. */
export interface InLanguage {
  /** RFC 5646, as given: `ru`, `zh-Hans`. */
  readonly language: string
  readonly name: string
  readonly description: string
}

/** Members whose translations name the object. */
const naming: ReadonlySet<string> = new Set(['name', 'abstract', 'subject'])
const aliases: ReadonlySet<string> = new Set(['aliases', 'x_mitre_aliases'])

/** Of a language-content object. `contents`: by language, then by member, a text, a list of texts, or members within. What is none of these is passed over. */
export function translationOf({ object_ref: of, object_modified: modified, contents }: Parsed): Translation {
  const found = emptySets()
  const languages: InLanguage[] = []
  for (const [language, translated] of Object.entries(recordOf(contents))) {
    const own = emptySets()
    for (const [member, content] of Object.entries(recordOf(translated))) {
      const kind = naming.has(member) ? 'names' : aliases.has(member) ? 'aliases' : 'texts'
      addTexts(content, own[kind])
    }
    for (const kind of ['names', 'aliases', 'texts'] as const) for (const text of own[kind]) found[kind].add(text)
    const [name = '', ...others] = [...own.names, ...own.aliases]
    if (languages.length < mostLanguages)
      languages.push({ language, name, description: [...own.texts, ...others].join('\n') })
  }
  return {
    languages,
    of: typeof of === 'string' ? of : '',
    modified: typeof modified === 'string' ? modified : '',
    names: [...found.names],
    aliases: [...found.aliases],
    texts: [...found.texts],
  }
}

/** So many are told apart. */
const mostLanguages = 64

const emptySets = () => ({ names: new Set<string>(), aliases: new Set<string>(), texts: new Set<string>() })

/** As deep as a document may be nested; an untranslated item of a list is an empty text. */
function addTexts(content: unknown, into: Set<string>): void {
  if (typeof content === 'string') {
    if (content !== '') into.add(content)
  } else for (const each of Object.values(recordOf(content))) addTexts(each, into)
}

function recordOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}
