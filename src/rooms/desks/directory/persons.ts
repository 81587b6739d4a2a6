import type { DeskEntry } from '#protocol/acts/desk-entry.ts'

/** What words about a person look like, in the languages that desks write; a desk's function does not. */
const signs: readonly RegExp[] = [
  // A form of address, or a rank, before a name.
  /(?<!\p{L})(?:mr|mrs|ms|miss|dr|prof|lt|col|maj|capt|sgt)\.?\s+\p{Lu}\p{Ll}/u,
  /(?<!\p{L})(?:Mr|Mrs|Ms|Miss|Dr|Prof|Lt|Col|Maj|Capt|Sgt)\.?\s+\p{Lu}\p{Ll}/u,
  /(?<!\p{L})(?:[Гг]-н|[Гг]-жа|[Гг]осподин|[Гг]оспожа|[Тт]ов\.|[Тт]оварищ)\s+\p{Lu}/u,
  /\p{Script=Han}{1,3}(?:先生|女士|小姐|同志)/u,
  // A first name and a patronymic; of those in -ична only such as no adjective has.
  /\p{Lu}\p{Ll}+\s+\p{Lu}\p{Ll}+(?:ович|евич|овна|евна|инична)(?!\p{L})/u,
]

/** Two initials, and the word before or after them that would be the surname. */
const initialled: readonly RegExp[] = [
  /(?<surname>\p{Lu}\p{Ll}{2,})\s+(?<initials>\p{Lu}\.\s?\p{Lu}\.)/gu,
  /(?<!\p{L}|\p{L}\.)(?<initials>\p{Lu}\.\s?\p{Lu}\.)\s?(?<surname>\p{Lu}\p{Ll}{2,})/gu,
]

/** Two letters with points that shorten the name of a state, a city or an organ. */
const abbreviations: ReadonlySet<string> = new Set(
  ['AU', 'DC', 'EC', 'EU', 'FM', 'HQ', 'LA', 'NY', 'PM', 'PO', 'SA', 'UK', 'UN', 'US'].map(
    ([first, second]) => `${first}.${second}.`,
  ),
)

/** How surnames end in languages written in Cyrillic: other words stand beside two letters as well. */
const cyrillicSurname = /(?:[оеё]в|[ыи]н|[сц]кий|[оеё]ва|[ыи]на|[сц]кая|енко|чук|юк|ян|дзе|швили|баев|улы|кызы|иев)$/u

/** `j.smith@`, `smith.j@`: a letter box of one person. */
const ownLetterBox = /^(?:[a-z]\.[a-z]{3,}|[a-z]{3,}\.[a-z])@/iu

/**
 * The first member that looks like a private person's; what cannot be told from a function is not found. What we write is refused for it.
 * Another's words may mean what ours do not: on arrival the closed form alone decides, and the line of the directory is marked.
 */
export function personIn({
  title,
  organ = {},
  channels,
}: Pick<DeskEntry, 'title' | 'organ' | 'channels'>): string | undefined {
  const texts = [
    ...Object.entries(title).map(([language, text]) => [`title.${language}`, text] as const),
    ...Object.entries(organ).map(([language, text]) => [`organ.${language}`, text] as const),
    ...channels.map(({ address }, at) => [`channels.${at}.address`, address] as const),
  ]
  return texts.find(([, text]) => isPersons(text))?.[0]
}

const isPersons = (text: string): boolean =>
  signs.some((sign) => sign.test(text)) ||
  ownLetterBox.test(text) ||
  initialled.some((shape) => [...text.matchAll(shape)].some(isName))

function isName({ groups = {} }: RegExpExecArray): boolean {
  const { initials = '', surname = '' } = groups
  if (/\p{Script=Cyrillic}/u.test(surname)) return cyrillicSurname.test(surname)
  return !abbreviations.has(initials.replaceAll(/\s/gu, ''))
}
