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
}

/** Members whose translations name the object. */
const naming: ReadonlySet<string> = new Set(['name', 'abstract', 'subject'])
const aliases: ReadonlySet<string> = new Set(['aliases', 'x_mitre_aliases'])

/** Of a language-content object. `contents`: by language, then by member, a text, a list of texts, or members within. What is none of these is passed over. */
export function translationOf({ object_ref: of, object_modified: modified, contents }: Parsed): Translation {
  const found = { names: new Set<string>(), aliases: new Set<string>(), texts: new Set<string>() }
  for (const translated of Object.values(recordOf(contents))) {
    for (const [member, content] of Object.entries(recordOf(translated))) {
      const into = naming.has(member) ? found.names : aliases.has(member) ? found.aliases : found.texts
      addTexts(content, into)
    }
  }
  return {
    of: typeof of === 'string' ? of : '',
    modified: typeof modified === 'string' ? modified : '',
    names: [...found.names],
    aliases: [...found.aliases],
    texts: [...found.texts],
  }
}

/** As deep as a document may be nested; an untranslated item of a list is an empty text. */
function addTexts(content: unknown, into: Set<string>): void {
  if (typeof content === 'string') {
    if (content !== '') into.add(content)
  } else for (const each of Object.values(recordOf(content))) addTexts(each, into)
}

function recordOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}
