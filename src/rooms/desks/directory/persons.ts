import type { DeskEntry } from '#protocol/acts/desk-entry.ts'

/** What words about a person look like, in the languages that desks write; a desk's function does not. */
const signs: readonly RegExp[] = [
  // A form of address, or a rank, before a name.
  /(?<!\p{L})(?:mr|mrs|ms|miss|dr|prof|lt|col|maj|capt|sgt)\.?\s+\p{Lu}\p{Ll}/u,
  /(?<!\p{L})(?:Mr|Mrs|Ms|Miss|Dr|Prof|Lt|Col|Maj|Capt|Sgt)\.?\s+\p{Lu}\p{Ll}/u,
  /(?<!\p{L})(?:[Гг]-н|[Гг]-жа|[Гг]осподин|[Гг]оспожа|[Тт]ов\.|[Тт]оварищ)\s+\p{Lu}/u,
  /\p{Script=Han}{1,3}(?:先生|女士|小姐|同志)/u,
  // A surname and two initials, in either order; a first name and a patronymic.
  /\p{Lu}\p{Ll}{2,}\s+\p{Lu}\.\s?\p{Lu}\./u,
  /(?<!\p{L})\p{Lu}\.\s?\p{Lu}\.\s?\p{Lu}\p{Ll}{2,}/u,
  /\p{Lu}\p{Ll}+\s+\p{Lu}\p{Ll}+(?:ович|евич|овна|евна|инична|ична)(?!\p{L})/u,
]

/** `j.smith@`, `smith.j@`: a letter box of one person. */
const ownLetterBox = /^(?:[a-z]\.[a-z]{3,}|[a-z]{3,}\.[a-z])@/iu

/** The first member that looks like a private person's; what cannot be told from a function is not found. */
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
  const named = texts.find(([, text]) => signs.some((sign) => sign.test(text)) || ownLetterBox.test(text))
  return named?.[0]
}
